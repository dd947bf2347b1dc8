package dev.thermocline.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SittingsTest {

  @TempDir Path directory;

  @Test
  void areKeptInOrderWithWhatWasMeasured() throws Exception {
    Sittings sittings = new Sittings(directory);

    Sittings.Sitting first = sittings.begin();
    sittings.end(first, () -> first.ended(11, 19));
    Sittings.Sitting second = sittings.begun(sittings.begin(), 12, 1);

    assertThat(sittings.all())
        .extracting(Sittings.Sitting::number, Sittings.Sitting::fullDepthCapacity)
        .containsExactly(tuple(1, 11d), tuple(2, null));
    assertThat(sittings.all().get(1)).isEqualTo(second);
    assertThat(second.fullDepthBefore()).isEqualTo(12);
  }

  @Test
  void aMeasurementThatFailsAtTheEndLeavesItsReason() throws Exception {
    Sittings sittings = new Sittings(directory);
    Sittings.Sitting sitting = sittings.begin();

    sittings.end(
        sitting,
        () -> {
          throw new IllegalStateException("gave no steady rate\nwithin 100 s");
        });

    assertThat(sittings.all().get(0).notMeasured()).isEqualTo("gave no steady rate");
    assertThat(sittings.all().get(0).fullDepthCapacity()).isNull();
  }

  @Test
  void whoeverIsToldToStopStops() throws IOException {
    Sittings sittings = new Sittings(directory);
    Sittings.Sitting sitting = sittings.begin();

    assertThatThrownBy(
            () ->
                sittings.end(
                    sitting,
                    () -> {
                      throw new InterruptedException();
                    }))
        .isInstanceOf(InterruptedException.class);

    assertThat(sittings.all().get(0).notMeasured()).isNull();
  }

  @Test
  void linesSayHowFarCapacitiesMovedAndWhatIsNotKnown() {
    Sittings.Sitting stopped = new Sittings.Sitting(1, "then", null, null, null, null, null);

    List<String> lines =
        BenchTable.sittings(
            List.of(
                stopped,
                new Sittings.Sitting(2, "now", 8.9, 1.0, 10.5, 18.0, null),
                new Sittings.Sitting(3, "last", 8.1, 0.8, null, null, "no steady rate")),
            10,
            20);

    assertThat(lines)
        .containsExactly(
            "sitting 1, then: stopped before its end, not measured again",
            "sitting 2, now: at its beginning full depth 8.9 records/s (-11.0 %), pace 1.00,"
                + " CAPACITY MOVED;"
                + " at its end full depth 10.5 records/s (+5.0 %), limit 18.0 records/s (-10.0 %)",
            "sitting 3, last: at its beginning full depth 8.1 records/s (-19.0 %), pace 0.80;"
                + " at its end not measured: no steady rate");
  }

  @Test
  void aCapacityIsTheMedianOfThreeOfWhichTwoAgree() {
    assertThat(Drift.median("full depth", new double[] {14, 10, 10.8})).isEqualTo(10.8);
    assertThat(Drift.tooFar(Double.NaN, 10)).as("not a number").isTrue();
    assertThatThrownBy(() -> Drift.median("full depth", new double[] {10, 14, 12}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("full depth did 10.0, 14.0 and 12.0 records/s in three runs");
  }
}
