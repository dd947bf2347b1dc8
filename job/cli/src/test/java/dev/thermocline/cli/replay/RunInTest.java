package dev.thermocline.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunInTest {

  @Test
  void comesBeforeTheTraceAndLeavesItsShape() {
    Schedule schedule = Schedule.lasting(new RunIn(new Trace.Step(0.5), 3, 0.1), 33, 200, 7);

    assertThat(rate(schedule, 0, 3)).isCloseTo(20, within(12.0));
    assertThat(rate(schedule, 3, 13)).isCloseTo(100, within(15.0));
    assertThat(rate(schedule, 13, 23)).isCloseTo(200, within(20.0));
    assertThat(rate(schedule, 23, 33)).isCloseTo(100, within(15.0));
    assertThat(schedule.fallSeconds()).isCloseTo(23, within(1e-9));
  }

  @Test
  void movesWhatHappensInTheMiddleThirdWithIt() {
    Schedule outage = Schedule.lasting(new RunIn(new Trace.Outage(), 3, 0.5), 33, 50, 7);
    Schedule limited = Schedule.lasting(new RunIn(new Trace.SinkLimit(0.5), 3, 0.5), 33, 50, 7);
    Schedule hot = Schedule.lasting(new RunIn(new Trace.HotKey(1), 3, 0.5), 33, 50, 7);
    Keys keys = hot.keys(Keys.inTurn(50), 7);

    for (int i = 0; i < outage.size(); i++) {
      double due = outage.dueNanos(i) / 1e9;
      double available = outage.availableNanos(i) / 1e9;
      assertThat(available).isCloseTo(due >= 13 && due < 23 ? 23 : due, within(1e-6));
    }
    assertThat(limited.outputLimit().orElseThrow().window()).isEqualTo(new Trace.Window(13, 23));
    assertThat(IntStream.range(0, 100).mapToObj(keys::key)).contains("key-1", "key-49");
    assertThat(
            IntStream.range(0, hot.size())
                .filter(i -> hot.dueNanos(i) > 13e9 && hot.dueNanos(i) < 23e9)
                .mapToObj(keys::key))
        .containsOnly("key-0");
  }

  private static double rate(Schedule schedule, double from, double to) {
    return IntStream.range(0, schedule.size())
            .filter(i -> schedule.dueNanos(i) / 1e9 >= from && schedule.dueNanos(i) / 1e9 < to)
            .count()
        / (to - from);
  }
}
