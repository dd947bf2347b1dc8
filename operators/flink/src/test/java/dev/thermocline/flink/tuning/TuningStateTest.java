package dev.thermocline.flink.tuning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.flink.operator.LogLines;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.tuple.Tuple2;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TuningStateTest {
  private static final TuningCommand PIN = Commands.job("pin", "1", 3);

  private OperatorStateStore store;

  @BeforeEach
  void open() throws Exception {
    store = EmptyState.open();
  }

  /** State as a release has left it that took more than this one does. */
  private void left(long offset, TuningCommand... commands) throws Exception {
    ListState<Tuple2<Long, List<TuningCommand>>> state =
        store.getUnionListState(
            new ListStateDescriptor<>(
                "tuning",
                Types.TUPLE(Types.LONG, Types.LIST(TypeInformation.of(TuningCommand.class)))));
    state.add(Tuple2.of(offset, List.of(commands)));
  }

  @Test
  void whatIsNotAllowedAnyLongerIsDroppedWithAWordInTheLog() throws Exception {
    left(
        9,
        PIN,
        Commands.job("slo", "9223372036854775807 s", 5),
        Commands.key("a", "slo", "1 s", 7),
        Commands.job("colour", "red", 9));

    try (LogLines log = LogLines.of(TuningRules.class)) {
      Tuning restored = new TuningState(store).restore();

      assertThat(restored.commands()).containsExactly(PIN);
      assertThat(restored.offset()).as("no copy from before acts again").isEqualTo(9);
      assertThat(log.lines())
          .hasSize(3)
          .allSatisfy(line -> assertThat(line).startsWith("Dropped what command c"));
      assertThat(log.lines().get(0)).contains("c5 of ada", "slo is '9223372036854775807 s'");
    }
  }

  @Test
  void whatIsAllowedIsRestoredAsItWasWritten() throws Exception {
    Tuning tuning = Tuning.NONE.apply(PIN).apply(Commands.key("a", "max-loss", "0.1", 4));
    new TuningState(store).write(tuning);

    assertThat(new TuningState(store).restore()).isEqualTo(tuning);
  }

  @Test
  void theStateThatIsFurthestCounts() throws Exception {
    left(3, PIN);
    left(4, Commands.job("pin", "0", 4));
    left(2);

    assertThat(new TuningState(store).restore().pin()).hasValue(0);
  }
}
