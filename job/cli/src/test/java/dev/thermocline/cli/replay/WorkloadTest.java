package dev.thermocline.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.builder.data.Example;
import dev.thermocline.schemas.InferenceRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkloadTest {

  private static final List<Example> EXAMPLES =
      List.of(
          new Example("a cat", "a cat", "noun.animal", "a cat"),
          new Example("a rose", "a rose", "noun.plant", "a rose"),
          new Example("a hill", "a hill", null, "a hill"));

  @Test
  void examplesRepeatUnderNewIds() throws Exception {
    Workload workload = workload(new int[] {2, 0}, 0);

    InferenceRequest first = InferenceRequest.getDecoder().decode(workload.value(0));
    InferenceRequest third = InferenceRequest.getDecoder().decode(workload.value(2));

    assertThat(first.getPayload()).isEqualTo("a hill");
    assertThat(third.getPayload()).isEqualTo("a hill");
    assertThat(first.getId()).isEqualTo("run-0");
    assertThat(third.getId()).isEqualTo("run-2");
    assertThat(workload.number(third.getId())).isEqualTo(2);
    assertThat(workload.example(3)).isZero();
  }

  @Test
  void everySecondSpoiltRecordHasBrokenBytesAndTheOthersNoText() throws Exception {
    Workload workload = workload(new int[] {0}, 3);

    InferenceRequest textless = InferenceRequest.getDecoder().decode(workload.value(5));

    assertThat(List.of(0, 1, 2, 3, 4, 5).stream().filter(workload::spoilt)).containsExactly(2, 5);
    assertThatThrownBy(() -> InferenceRequest.getDecoder().decode(workload.value(2)))
        .isInstanceOf(Exception.class);
    assertThat(textless.getPayload()).isNull();
    assertThat(textless.getId()).isEqualTo("run-5");
  }

  @Test
  void anIdOfAnotherRunIsRefused() {
    Workload workload = workload(new int[] {0}, 0);

    assertThat(workload.owns("run-17")).isTrue();
    assertThat(List.of("run-", "run-in-0-5", "other-1")).noneMatch(workload::owns);
    assertThatThrownBy(() -> workload.number("other-1"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("other-1")
        .hasMessageContaining("run-");
  }

  @ParameterizedTest
  @EnumSource(RequestFormat.class)
  void theSameNumberIsTheSameRecordEveryTime(RequestFormat format) {
    Workload first = workload(Keys.zipf(50, 1, 3), format);
    Workload second = workload(Keys.zipf(50, 1, 3), format);

    assertThat(second.value(17)).isEqualTo(first.value(17));
    assertThat(second.keyBytes(17)).isEqualTo(first.keyBytes(17));
  }

  @Test
  void jsonHoldsThePayloadUnderItsNameAndLeavesAMissingOneOut() {
    Workload workload = workload(Keys.inTurn(2), RequestFormat.JSON);

    assertThat(text(workload.value(0)))
        .isEqualTo("{\"id\":\"run-0\",\"key\":\"key-0\",\"payload\":\"a cat\"}");
    assertThat(text(workload.value(5))).isEqualTo("{\"id\":\"run-5\",\"key\":\"key-1\"}");
  }

  @Test
  void aShuffleHoldsEveryIndexOnceAndFollowsItsSeed() {
    int[] order = Workload.shuffled(100, 5);

    assertThat(Workload.shuffled(100, 5)).isEqualTo(order);
    assertThat(Workload.shuffled(100, 6)).isNotEqualTo(order);
    assertThat(order).hasSize(100).doesNotHaveDuplicates();
    assertThat(order).doesNotContain(-1, 100);
  }

  private static Workload workload(int[] order, int poison) {
    return new Workload(
        "run-", EXAMPLES, order, poison, Keys.inTurn(61), RequestFormat.SINGLE_OBJECT);
  }

  private static Workload workload(Keys keys, RequestFormat format) {
    return new Workload("run-", EXAMPLES, new int[] {0}, 3, keys, format);
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.UTF_8);
  }
}
