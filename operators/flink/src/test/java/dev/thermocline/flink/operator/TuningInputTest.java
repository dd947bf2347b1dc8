package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.operator.EarlyExitHarness.Place;
import dev.thermocline.flink.tuning.Tuning;
import dev.thermocline.flink.tuning.TuningCommand;
import dev.thermocline.flink.tuning.TuningScope;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** Commands on the operator's second input. */
class TuningInputTest {
  private static final EarlyExitSettings SETTINGS = TestSettings.operator(true, 64);

  @Test
  void commandsActInTheOrderOfTheirPlaces() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(SETTINGS)) {
      harness.command(job("pin", "1", 3));
      harness.command(job("max-loss", "0.5", 7));
      harness.command(job("pin", "0", 9));

      assertThat(harness.tuning().pin()).hasValue(0);
      assertThat(harness.tuning().maxLoss()).hasValue(0.5);
      assertThat(harness.tuning().offset()).isEqualTo(9);
    }
  }

  @Test
  void otherCopiesOfACommandAndLateOnesArePassedOver() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(SETTINGS)) {
      harness.command(job("pin", "1", 3));
      harness.command(job("pin", "0", 5));
      harness.command(job("pin", "1", 3));

      assertThat(harness.tuning().pin()).hasValue(0);
    }
  }

  @Test
  void theVeryNextRecordObeys() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(SETTINGS, TuningInputTest::textAndRung)) {
      harness.record("a", "before");
      harness.command(job("pin", "1", 1));
      harness.record("a", "pinned");
      harness.command(job("max-loss", "0.01", 2));
      harness.record("a", "limited");
      harness.command(job("max-loss", "default", 3));
      harness.command(key("b", "pin", "0", 4));
      harness.record("a", "pinned still");
      harness.record("b", "of another key");

      harness.cascade().answerAll(3);
      harness.runMails();

      assertThat(harness.emitted())
          .containsExactlyInAnyOrder(
              "before@0", "pinned@1", "limited@0", "pinned still@1", "of another key@0");
    }
  }

  @Test
  void recordsInFlightAtACheckpointObeyWhatWasInForceThere() throws Exception {
    OperatorSubtaskState snapshot;
    try (EarlyExitHarness harness = EarlyExitHarness.open(SETTINGS)) {
      harness.command(job("pin", "1", 1));
      harness.record("a", "in flight");
      snapshot = harness.checkpoint(1);
      harness.cancel();
    }

    try (EarlyExitHarness restored =
        EarlyExitHarness.at(
            Place.ALONE, SETTINGS, snapshot, new ScriptedEngine(), TuningInputTest::textAndRung)) {
      restored.open();
      restored.cascade().answerAll(3);
      restored.runMails();

      assertThat(restored.emitted()).containsExactly("in flight@1");
    }
  }

  @Test
  void settingsInForceOutliveARestart() throws Exception {
    OperatorSubtaskState snapshot;
    Tuning before;
    try (EarlyExitHarness harness = EarlyExitHarness.open(SETTINGS)) {
      harness.command(job("pin", "1", 3));
      harness.command(key("a", "max-loss", "0.01", 4));
      harness.command(job("slo", "1 s", 5));
      harness.command(job("slo", "default", 6));
      before = harness.tuning();
      snapshot = harness.checkpoint(1);
      harness.cancel();
    }

    try (EarlyExitHarness restored = EarlyExitHarness.at(Place.ALONE, SETTINGS, snapshot)) {
      restored.open();

      assertThat(restored.tuning()).isEqualTo(before);
      assertThat(restored.tuning().ofKey("a").maxLoss()).isEqualTo(0.01);
      restored.command(job("pin", "0", 3));
      assertThat(restored.tuning().pin()).as("a copy from before the restart").hasValue(1);
    }
  }

  @Test
  void afterARescaleEverySubtaskKnowsWhatAnyOfThemKnew() throws Exception {
    List<OperatorSubtaskState> ofOne;
    try (Subtasks one = Subtasks.open(1, Backend.HEAP, SETTINGS, List.of())) {
      one.all().get(0).command(job("pin", "1", 3));
      ofOne = one.checkpoint(1);
    }
    List<OperatorSubtaskState> ofThree;
    try (Subtasks three = Subtasks.open(3, Backend.HEAP, SETTINGS, ofOne)) {
      assertThat(three.all()).allSatisfy(subtask -> assertThat(pin(subtask)).isEqualTo(1));
      // A barrier has passed the copies for the other two.
      three.all().get(1).command(job("pin", "0", 4));
      ofThree = three.checkpoint(2);
    }

    try (Subtasks two = Subtasks.open(2, Backend.HEAP, SETTINGS, ofThree)) {
      assertThat(two.all()).allSatisfy(subtask -> assertThat(pin(subtask)).isZero());
      two.all().forEach(subtask -> assertThat(subtask.tuning().offset()).isEqualTo(4));
    }
  }

  @Test
  void whatTheBundleOfARestartedJobDoesNotAllowIsDropped() throws Exception {
    OperatorSubtaskState snapshot;
    try (EarlyExitHarness harness = EarlyExitHarness.open(SETTINGS)) {
      harness.command(job("pin", "1", 3));
      harness.command(job("slo", "1 s", 4));
      snapshot = harness.checkpoint(1);
      harness.cancel();
    }
    ScriptedEngine shorter = new ScriptedEngine(TestBundles.bundle(3, 0.0));

    try (EarlyExitHarness restored =
        EarlyExitHarness.at(
            Place.ALONE, SETTINGS, snapshot, shorter, EarlyExitHarness::textAndExit)) {
      restored.open();

      assertThat(restored.tuning().pin()).isEmpty();
      assertThat(restored.tuning().slo()).isPresent();
    }
  }

  @Test
  void aCommandOnItsWayThatOnlyTheJobBeforeAllowedIsDroppedAndTheTaskGoesOn() throws Exception {
    try (EarlyExitHarness harness = EarlyExitHarness.open(SETTINGS, TuningInputTest::textAndRung)) {
      harness.command(job("pin", "9", 3));
      harness.command(job("colour", "red", 4));
      harness.record("a", "one");

      harness.cascade().answerAll(3);
      harness.runMails();

      assertThat(harness.emitted()).containsExactly("one@0");
      assertThat(harness.tuning().commands()).isEmpty();
      assertThat(harness.tuning().offset()).isEqualTo(4);
    }
  }

  private static String textAndRung(Event event, EarlyExitResult result) {
    return event.text() + "@" + result.rung();
  }

  private static int pin(EarlyExitHarness subtask) {
    return subtask.tuning().pin().orElseThrow();
  }

  private static TuningCommand job(String setting, String value, long offset) {
    return new TuningCommand("c" + offset, setting, value, TuningScope.JOB, null, "ada", offset);
  }

  private static TuningCommand key(String key, String setting, String value, long offset) {
    return new TuningCommand("c" + offset, setting, value, TuningScope.KEY, key, "ada", offset);
  }
}
