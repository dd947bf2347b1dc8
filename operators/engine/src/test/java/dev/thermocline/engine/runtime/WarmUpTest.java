package dev.thermocline.engine.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.thermocline.engine.bundle.ElementType;
import dev.thermocline.engine.bundle.StageSpec;
import dev.thermocline.engine.bundle.TensorSpec;
import dev.thermocline.engine.stage.HeadOutput;
import dev.thermocline.engine.stage.NothingLeftOpen;
import dev.thermocline.engine.stage.OpenOutputs;
import dev.thermocline.engine.stage.Row;
import dev.thermocline.engine.stage.Stage;
import dev.thermocline.engine.stage.StageOutput;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NothingLeftOpen.class)
class WarmUpTest {
  private static final TensorSpec IDS = new TensorSpec("ids", ElementType.INT64, true, List.of());

  private long now;
  private final List<Integer> batches = new ArrayList<>();
  private final CpuPermits permits = CpuPermits.of(1);

  /** A stage that takes so long per token on a clock of its own. */
  private Stage stage(long nanosPerToken) {
    return new Stage() {
      @Override
      public StageSpec spec() {
        return new StageSpec(1, "f", "", 1, List.of(IDS), List.of(), "logits", "cpu");
      }

      @Override
      public StageOutput run(List<Row> rows) {
        batches.add(rows.size());
        now += nanosPerToken * rows.size() * rows.get(0).length();
        return new Output();
      }

      @Override
      public void close() {}
    };
  }

  private static final class Output implements StageOutput {
    Output() {
      OpenOutputs.opened();
    }

    @Override
    public HeadOutput head() {
      return new HeadOutput(new float[1], 1);
    }

    @Override
    public boolean finite(int row) {
      return true;
    }

    @Override
    public Row survivor(int row) {
      throw new AssertionError("not asked in a warm-up");
    }

    @Override
    public void close() {
      OpenOutputs.closed();
    }
  }

  private StageCosts measure(long nanosPerToken, double maxSeconds) throws Exception {
    return new WarmUp(() -> now, permits)
        .measure(List.of(stage(nanosPerToken)), List.of(10, 100), 8, maxSeconds);
  }

  @Test
  void measuresEveryBatchSizeWithinTheTime() throws Exception {
    StageCosts costs = measure(100_000, 1);

    assertThat(costs.seconds(1, 1, 0)).isCloseTo(0.001, within(1e-9));
    assertThat(costs.seconds(1, 8, 0)).isCloseTo(0.008, within(1e-9));
    assertThat(costs.seconds(1, 4, 1)).isCloseTo(0.040, within(1e-9));
  }

  @Test
  void stopsDoublingBeyondTheLongestRunOfInterest() throws Exception {
    measure(1_000_000, 0.020);

    assertThat(batches).contains(4).doesNotContain(8);
  }

  @Test
  void measuresBatchOfOneOnceWhenTheBudgetIsSpent() throws Exception {
    StageCosts costs = measure(1_000_000_000, 0.020);

    assertThat(batches).containsExactly(1, 1, 1, 1);
    assertThat(costs.seconds(1, 1, 1)).isCloseTo(100, within(1e-6));
  }
}
