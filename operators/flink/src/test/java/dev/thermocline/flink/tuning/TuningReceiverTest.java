package dev.thermocline.flink.tuning;

import static dev.thermocline.flink.tuning.Commands.job;
import static dev.thermocline.flink.tuning.Commands.key;
import static dev.thermocline.flink.tuning.Commands.settings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.flink.operator.LogLines;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commands on their way to a subtask, some of them held there by a checkpoint of another run. */
class TuningReceiverTest {
  private static final TuningCommand BEFORE = key("a", "pin", "1", 1);
  private static final TuningRules RULES = new TuningRules(settings(), List.of(0.01, 0.04));

  private final List<Tuning> obeyed = new ArrayList<>();
  private OperatorStateStore store;

  @BeforeEach
  void open() throws Exception {
    store = EmptyState.open();
  }

  @Test
  void copiesOfACommandActOnce() throws Exception {
    TuningReceiver receiver = receiver(RULES);

    takeCopies(receiver, job("pin", "1", 3));

    assertThat(receiver.inForce().pin()).hasValue(1);
    assertThat(obeyed).containsExactly(Tuning.NONE, receiver.inForce());
  }

  @ParameterizedTest
  @CsvSource({
    "pin, 7",
    "slo, 1 ms",
    "slo, 9223372036854775807 s",
    "max-loss, 0.001",
    "mode, fast",
    "colour, red",
  })
  void whatTheJobDoesNotAllowAnyLongerIsDroppedOnceWithAWordInTheLog(String setting, String value)
      throws Exception {
    new TuningState(store).write(Tuning.NONE.apply(BEFORE));
    TuningReceiver receiver = receiver(RULES);

    try (LogLines log = LogLines.of(TuningRules.class)) {
      takeCopies(receiver, job(setting, value, 5));

      assertThat(log.lines()).hasSize(1);
      assertThat(log.lines().get(0)).startsWith("Dropped what command c5 of ada had set");
    }
    assertThat(receiver.inForce().commands()).containsExactly(BEFORE);
    assertThat(receiver.inForce().offset()).isEqualTo(5);
    assertThat(obeyed).last().isEqualTo(receiver.inForce());
  }

  @Test
  void whatItReplacedDoesNotComeBackAsInASubtaskThatHadObeyedIt() throws Exception {
    TuningRules longer = new TuningRules(settings(), List.of(0.01, 0.02, 0.03));
    TuningReceiver late = receiver(longer);
    takeCopies(late, job("pin", "1", 3));
    late.write();
    TuningReceiver heldBack = receiver(RULES);

    takeCopies(heldBack, job("pin", "2", 4));

    TuningReceiver early = receiver(longer);
    takeCopies(early, job("pin", "2", 4));
    early.write();
    assertThat(heldBack.inForce()).isEqualTo(receiver(RULES).inForce());
    assertThat(heldBack.inForce().pin()).isEmpty();
  }

  @Test
  void aDroppedLimitTakesWithItWhatRestedOnIt() throws Exception {
    TuningRules full =
        new TuningRules(
            settings("control.mode", "off", "quality.max-loss", "0.001"), List.of(0.01, 0.04));
    new TuningState(store)
        .write(Tuning.NONE.apply(job("max-loss", "0.01", 1)).apply(job("mode", "static", 2)));
    TuningReceiver receiver = receiver(full);
    assertThat(receiver.inForce().mode()).isPresent();

    takeCopies(receiver, job("max-loss", "0.005", 3));

    assertThat(receiver.inForce().commands()).isEmpty();
  }

  @Test
  void whatWasDroppedStaysSoAfterTheNextCheckpoint() throws Exception {
    TuningReceiver receiver = receiver(RULES);
    takeCopies(receiver, job("pin", "7", 5));
    takeCopies(receiver, key("a", "pin", "1", 6));
    receiver.write();

    TuningReceiver restored = receiver(new TuningRules(settings(), List.of(0.01, 0.02, 0.03)));
    takeCopies(restored, job("pin", "2", 5));

    assertThat(restored.inForce().commands()).containsExactly(key("a", "pin", "1", 6));
  }

  private TuningReceiver receiver(TuningRules rules) throws Exception {
    return new TuningReceiver(new TuningState(store), rules, obeyed::add);
  }

  private static void takeCopies(TuningReceiver receiver, TuningCommand command) {
    CommandCopy.all(command, 3).forEach(receiver::take);
  }
}
