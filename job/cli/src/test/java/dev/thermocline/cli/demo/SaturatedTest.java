package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.replay.Workload;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SaturatedTest {

  private static final long START = 1_000_000;

  private final Workload workload =
      Stand.workload(
          "run-",
          List.of(new Example("a", "a cat", "animal", "a"), new Example("b", "b", "plant", "b")),
          new int[] {1, 0},
          0);

  private final List<Answer> answers =
      IntStream.range(0, 1000).mapToObj(SaturatedTest::everyTenMillis).toList();

  @Test
  void capacityIsMeasuredBetweenStartUpAndDrain() {
    Saturated measured = Saturated.of(answers, workload, 0);

    assertThat(measured.capacity()).isCloseTo(100, within(0.5));
    assertThat(measured.steadySeconds()).isCloseTo(3.99, within(1e-9));
    assertThat(measured.examples(2)).containsExactly(1, 0);
    assertThat(measured.rung()).as("the cheapest").isEqualTo(4);
  }

  @Test
  void capacityIsMeasuredFromWhenTheTopicWasDryLast() {
    Saturated measured = Saturated.of(answers, workload, START + 2_000);

    assertThat(measured.capacity()).isCloseTo(100, within(0.5));
    assertThat(measured.steadySeconds()).isCloseTo(1.99, within(1e-9));
  }

  @Test
  void withoutAnswersThereIsNoCapacity() {
    Saturated measured = Saturated.of(List.of(), workload, 0);

    assertThat(measured.capacity()).isNaN();
    assertThat(measured.rung()).isEqualTo(-1);
  }

  private static Answer everyTenMillis(int number) {
    return new Answer(
        number,
        "animal",
        4,
        4,
        1,
        number == 7 ? 4 : 3,
        null,
        "bundle",
        0,
        500,
        START + number * 10L);
  }
}
