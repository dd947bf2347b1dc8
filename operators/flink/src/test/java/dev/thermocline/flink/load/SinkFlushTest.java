package dev.thermocline.flink.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SinkFlushTest {
  private static final long MILLIS = 1_000_000;

  private final SinkFlush flush = new SinkFlush();
  private long now = 7_000 * MILLIS;
  private long emitted;

  /** Records flow for a while, then a checkpoint's barrier waits for the sink. */
  private double after(long flowMillis, int records, long flushMillis) {
    now += (flowMillis + flushMillis) * MILLIS;
    emitted += records;
    flush.passed(now, flushMillis * MILLIS, emitted);
    return flush.rate(now);
  }

  @Test
  void theFirstFlushSaysNothing() {
    assertThat(after(1000, 200, 3000)).isNaN();
  }

  @Test
  void aLongFlushTellsWhatTheSinkTakesOverTheWholeInterval() {
    after(1000, 200, 20);

    assertThat(after(1000, 400, 3000)).isCloseTo(100, within(1e-9));
  }

  @Test
  void aFlushThatTakesNoTimeToSpeakOfSaysNothing() {
    after(1000, 200, 20);

    assertThat(after(1000, 200, 499)).isNaN();
    assertThat(after(9000, 200, 2000)).as("less than a fifth of the interval").isNaN();
  }

  @Test
  void theNextQuickFlushTakesItBack() {
    after(1000, 200, 20);
    after(1000, 400, 3000);

    assertThat(after(2000, 400, 20)).isNaN();
  }

  @Test
  void withoutAnotherFlushItGrowsOld() {
    after(1000, 200, 20);
    after(1000, 400, 1000);

    assertThat(flush.rate(now + 3_999 * MILLIS)).isCloseTo(200, within(1e-9));
    assertThat(flush.rate(now + 4_000 * MILLIS)).isNaN();
  }

  @Test
  void nothingIsKnownBeforeACheckpoint() {
    assertThat(flush.rate(now)).isNaN();
  }
}
