package dev.thermocline.engine.control;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class RecordAgePropertyTest {
  private static final long SECOND = 1_000_000_000L;

  @Property
  void aConstantSkewIsLearntAndRemoved(
      @ForAll @LongRange(min = -2000, max = 2000) long skewMillis,
      @ForAll @Size(min = 20, max = 60) List<@IntRange(max = 20) Integer> transport,
      @ForAll @IntRange(max = 3000) int waitMillis) {
    RecordAge age = new RecordAge();
    long now = 0;
    for (int millis : transport) {
      age.started(0, skewMillis + millis, now, true);
      now += SECOND / 2;
    }

    now += 2 * SECOND;
    for (int i = 0; i < 5; i++) {
      age.started(0, skewMillis + 20 + waitMillis, now, false);
    }

    double seconds = age.seconds(now, Double.NaN);
    assertThat(seconds).isBetween(waitMillis * 1e-3 - 1e-9, waitMillis * 1e-3 + 0.02 + 1e-9);
  }

  @Property
  void isNeverNegativeNorNaN(
      @ForAll List<@LongRange(min = -5_000_000, max = 5_000_000) Long> ages,
      @ForAll @IntRange(min = 1, max = 40) int partitions) {
    RecordAge age = new RecordAge();
    long now = 0;
    for (long millis : ages) {
      age.started((int) Math.floorMod(millis, (long) partitions), millis, now, millis % 3 == 0);
      now += SECOND / 10;

      assertThat(age.seconds(now, Double.NaN)).isNotNaN().isNotNegative();
    }
  }
}
