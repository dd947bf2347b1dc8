package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cli.replay.Recording;
import dev.thermocline.cli.replay.Schedule;
import dev.thermocline.cli.replay.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BindingConstraintTest {

  private static final int LIMIT = 5;
  private static final Schedule STEP = Schedule.of(new Trace.Step(0.5), 400, 100, 1);
  private static final JobControl ADAPTIVE = control(Optional.empty());

  @Test
  void itIsBestWhenEveryRecordOfThePeakRanTheBestRung() {
    assertThat(of(STEP, i -> STEP.atPeak(i) ? 0 : LIMIT)).isEqualTo("best");
    assertThat(of(STEP, i -> STEP.atPeak(i) ? -1 : LIMIT)).as("full depth").isEqualTo("best");
  }

  @Test
  void itIsTheLimitWhenMostRecordsOfThePeakRanItsRungWhateverTheOthersDid() {
    assertThat(of(STEP, i -> !STEP.atPeak(i) ? 0 : i % 3 == 0 ? 2 : LIMIT)).isEqualTo("limit");
    assertThat(of(STEP, i -> !STEP.atPeak(i) ? LIMIT : i % 3 == 0 ? LIMIT : 2)).isEqualTo("rate");
  }

  @Test
  void itIsTheRateWhenMostRanAnotherRungEvenWhenAllRanTheSame() {
    assertThat(of(STEP, i -> 4)).isEqualTo("rate");
    assertThat(of(STEP, i -> i % 2)).isEqualTo("rate");
  }

  @Test
  void aRungThatIsHeldWhateverTheLoadIsAPin() {
    List<Answer> answers = answers(STEP.size(), i -> 3);

    assertThat(
            BindingConstraint.of(
                answers,
                STEP,
                JobControl.fixed(3, Duration.ofSeconds(1), 0.05),
                OptionalInt.of(LIMIT)))
        .isEqualTo("pin");
    assertThat(
            BindingConstraint.of(
                answers, STEP, control(Optional.of("static")), OptionalInt.of(LIMIT)))
        .isEqualTo("pin");
    assertThat(
            BindingConstraint.of(answers, STEP, control(Optional.of("static")), OptionalInt.of(3)))
        .as("held because the limit says so")
        .isEqualTo("limit");
  }

  @Test
  void withoutAFallEveryRecordCounts() {
    Schedule flat = Schedule.recorded(Recording.of(new double[100]), 100, OptionalDouble.empty());

    assertThat(of(flat, i -> i < 51 ? LIMIT : 0)).isEqualTo("limit");
    assertThat(of(flat, i -> i < 50 ? LIMIT : 0)).isEqualTo("rate");
  }

  @Test
  void nothingIsALimitThatIsNotKnownAndNothingIsSaidWithoutAnswers() {
    assertThat(
            BindingConstraint.of(
                answers(STEP.size(), i -> LIMIT), STEP, ADAPTIVE, OptionalInt.empty()))
        .isEqualTo("rate");
    assertThat(BindingConstraint.of(List.of(), STEP, ADAPTIVE, OptionalInt.of(LIMIT))).isNull();
  }

  private static @Nullable String of(Schedule schedule, IntUnaryOperator rung) {
    return BindingConstraint.of(
        answers(schedule.size(), rung), schedule, ADAPTIVE, OptionalInt.of(LIMIT));
  }

  private static JobControl control(Optional<String> mode) {
    return JobControl.of(mode, Duration.ofSeconds(1), 0.05);
  }

  private static List<Answer> answers(int count, IntUnaryOperator rung) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Answer(i, "a", 1, 4, 0.5, rung.applyAsInt(i), null, "bundle", 1, 2, 3))
        .toList();
  }
}
