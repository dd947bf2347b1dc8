package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cli.demo.Drain.Verdict;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DrainTest {

  private final Drain drain =
      new Drain(Duration.ofSeconds(30), Optional.of(Duration.ofSeconds(60)), 0);

  @Test
  void goesOnWhileSendingHoweverLongNothingComes() {
    assertThat(at(100, 0, 10, true)).isEqualTo(Verdict.GO_ON);
    assertThat(at(200, 10, 10, true)).as("more is to be sent").isEqualTo(Verdict.GO_ON);
  }

  @Test
  void endsWhenAllIsOut() {
    assertThat(at(10, 5, 10, false)).isEqualTo(Verdict.GO_ON);
    assertThat(at(500, 10, 10, false)).as("even late").isEqualTo(Verdict.OUT);
  }

  @Test
  void cutsAJobThatIsStillBehindWhenItsTimeIsOver() {
    at(10, 1, 100, true);

    assertThat(at(40, 20, 100, false)).isEqualTo(Verdict.GO_ON);
    assertThat(at(69, 40, 100, false)).isEqualTo(Verdict.GO_ON);
    assertThat(at(71, 60, 100, false)).isEqualTo(Verdict.CUT);
  }

  @Test
  void givesUpWhatASilentJobHasNotLetOut() {
    at(10, 50, 100, true);
    at(50, 60, 100, false);

    assertThat(at(75, 60, 100, false)).as("silent, its time over").isEqualTo(Verdict.GO_ON);
    assertThat(at(81, 60, 100, false)).isEqualTo(Verdict.LOST);
  }

  @Test
  void withoutAGraceAJobIsLetRunAsLongAsItMakesProgress() {
    Drain patient = new Drain(Duration.ofSeconds(30), Optional.empty(), 0);

    for (int second = 20; second < 2_000; second += 20) {
      assertThat(patient.at(TimeUnit.SECONDS.toNanos(second), second, 9_999, false))
          .isEqualTo(Verdict.GO_ON);
    }
  }

  private Verdict at(int second, int settled, int sent, boolean sending) {
    return drain.at(TimeUnit.SECONDS.toNanos(second), settled, sent, sending);
  }
}
