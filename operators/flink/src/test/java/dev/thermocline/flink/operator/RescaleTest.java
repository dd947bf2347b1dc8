package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.flink.config.EarlyExitSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Records in flight follow their keys from one parallelism to another. */
@Timeout(60)
@ParameterizedClass
@EnumSource(Backend.class)
class RescaleTest {
  private static final int KEYS = 12;
  private static final int RECORDS = 36;
  private static final EarlyExitSettings SETTINGS = TestSettings.operator(true, 64);

  @Parameter Backend backend = Backend.HEAP;

  @Test
  void fromOneToThreeToTwoEveryRecordStaysWithItsKeyInOrder() throws Exception {
    List<OperatorSubtaskState> ofOne;
    try (Subtasks one = Subtasks.open(1, backend, SETTINGS, List.of())) {
      for (int number = 10; number < 10 + RECORDS; number++) {
        one.of(key(number)).record(key(number), text(number), number);
      }
      ofOne = one.checkpoint(1);
    }
    List<OperatorSubtaskState> ofThree;
    List<String> left;
    try (Subtasks three = Subtasks.open(3, backend, SETTINGS, ofOne)) {
      for (EarlyExitHarness harness : three.all()) {
        harness.cascade().answer(1, harness.cascade().submitted().get(0));
        harness.runMails();
      }
      left = three.emitted();
      ofThree = three.checkpoint(2);
    }

    try (Subtasks two = Subtasks.open(2, backend, SETTINGS, ofThree)) {
      for (EarlyExitHarness harness : two.all()) {
        assertThat(harness.cascade().submitted())
            .isNotEmpty()
            .allSatisfy(text -> assertThat(two.of(key(text))).isSameAs(harness));
        harness.cascade().answerAll(1);
        harness.runMails();
      }
      List<String> all = new ArrayList<>(left);
      all.addAll(two.emitted());
      assertThat(left).hasSize(3);
      assertThat(all)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(10, 10 + RECORDS).mapToObj(number -> text(number) + "@1").toList());
      for (int key = 0; key < KEYS; key++) {
        String wanted = "k" + key;
        assertThat(all.stream().filter(line -> key(line).equals(wanted))).hasSize(3).isSorted();
      }
    }
  }

  private static String key(int number) {
    return "k" + number % KEYS;
  }

  private static String text(int number) {
    return number + " " + key(number);
  }

  private static String key(String text) {
    return text.split("[ @]")[1];
  }
}
