package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.flink.tuning.CommandCopy;
import dev.thermocline.flink.tuning.RefusedCommandException;
import dev.thermocline.flink.tuning.TuningCommand;
import dev.thermocline.flink.tuning.TuningDesk;
import dev.thermocline.flink.tuning.TuningScope;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands as lines {@code id setting value}; their number is their place. */
class CommandCheckTest {
  private static final OutputTag<String> REFUSED = new OutputTag<>("refused", Types.STRING);
  private static final int COPIES = 4;

  @TempDir Path directory;
  private Path bundle = Path.of("");
  private long asked;

  @BeforeEach
  void writeBundle() throws Exception {
    bundle = directory.resolve("bundle");
    TinyBundle.write(bundle);
  }

  @Test
  void anAcceptedCommandGoesOnInEveryCopy() throws Exception {
    try (var harness = open(null)) {
      ask(harness, "c1 pin 0");

      assertThat(copies(harness))
          .hasSize(COPIES)
          .extracting(CommandCopy::copy)
          .containsExactly(0, 1, 2, 3);
      assertThat(copies(harness)).extracting(copy -> copy.command().value()).containsOnly("0");
      assertThat(refused(harness)).isEmpty();
    }
  }

  @Test
  void aRefusedCommandLeavesByTheSideOutputWithTheReason() throws Exception {
    try (var harness = open(null)) {
      ask(harness, "c1 pin 7");
      ask(harness, "broken");

      assertThat(copies(harness)).isEmpty();
      assertThat(refused(harness))
          .containsExactly(
              "c1 pin 7: pin is '7'; allowed: a rung of the ladder, 0 to 0, none, or default;"
                  + " choose one of these",
              "broken: no command");
    }
  }

  @Test
  void whatWasSeenBeforeASavepointIsKnownAfterwards() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = open(null)) {
      ask(harness, "c1 max-loss 0.3");
      snapshot = harness.snapshot(1, 1);
    }

    try (var restored = open(snapshot)) {
      ask(restored, "c1 max-loss 0.3");
      assertThat(copies(restored)).isEmpty();

      asked = 0;
      ask(restored, "c2 max-loss 0.4");
      assertThat(copies(restored))
          .extracting(copy -> copy.command().offset())
          .as("behind the one before the savepoint, though its offset is not")
          .containsOnly(1L);
    }
  }

  @Test
  void everyChangeIsOneLineOfTheLog() throws Exception {
    try (LogLines log = LogLines.of(TuningDesk.class);
        var harness = open(null)) {
      ask(harness, "c1 max-loss 0.3");
      ask(harness, "c2 max-loss 0.4");

      assertThat(log.lines())
          .containsExactly(
              "Tuned max-loss from default to 0.3, asked by 'ada' in command c1",
              "Tuned max-loss from 0.3 to 0.4, asked by 'ada' in command c2");
    }
  }

  @Test
  void theLogShowsWhatAValueMeansNotHowItWasTyped() throws Exception {
    try (LogLines log = LogLines.of(TuningDesk.class);
        var harness = open(null)) {
      ask(harness, "c1 max-loss 0.30000");
      ask(harness, "c2 max-loss 4e-1");
      ask(harness, "c3 slo 2s");
      ask(harness, "c4 slo default");

      assertThat(log.lines())
          .containsExactly(
              "Tuned max-loss from default to 0.3, asked by 'ada' in command c1",
              "Tuned max-loss from 0.3 to 0.4, asked by 'ada' in command c2",
              "Tuned slo from default to 2000 ms, asked by 'ada' in command c3",
              "Tuned slo from 2000 ms to default, asked by 'ada' in command c4");
    }
  }

  @Test
  void aJobThatStartsWithoutItsBundleEnds() {
    bundle = directory.resolve("nowhere");

    assertThatThrownBy(() -> open(null)).isInstanceOf(SuppressRestartsException.class);
  }

  @Test
  void aJobThatRanBeforeIsLeftToItsRestartStrategy() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = open(null)) {
      snapshot = harness.snapshot(1, 1);
    }
    bundle = directory.resolve("nowhere");

    assertThatThrownBy(() -> open(snapshot)).isNotInstanceOf(SuppressRestartsException.class);
  }

  @Test
  void aJobThatMayGrowWithoutBoundIsRefused() {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();

    assertThatThrownBy(
            () ->
                CommandCheck.of(
                    environment.fromData("c1 pin 0"),
                    TestSettings.bundle(bundle.toString(), ControlMode.STATIC),
                    line -> command(line, 0),
                    REFUSED,
                    (line, reason) -> line))
        .hasMessageContaining("setMaxParallelism");
  }

  private void ask(OneInputStreamOperatorTestHarness<String, CommandCopy> harness, String line)
      throws Exception {
    harness.processElement(new StreamRecord<>(asked++ + " " + line));
  }

  private OneInputStreamOperatorTestHarness<String, CommandCopy> open(
      @Nullable OperatorSubtaskState snapshot) throws Exception {
    CheckCommands<String, String> check =
        new CheckCommands<>(
            TestSettings.bundle(bundle.toString(), ControlMode.STATIC),
            line ->
                command(line.substring(line.indexOf(' ') + 1), Long.parseLong(line.split(" ")[0])),
            REFUSED,
            (line, reason) -> line.substring(line.indexOf(' ') + 1) + ": " + reason.getMessage(),
            COPIES);
    var harness = new OneInputStreamOperatorTestHarness<>(new ProcessOperator<>(check));
    if (snapshot != null) {
      harness.initializeState(snapshot);
    }
    harness.open();
    return harness;
  }

  private static TuningCommand command(String line, long offset) throws RefusedCommandException {
    String[] words = line.split(" ");
    if (words.length < 3) {
      throw new RefusedCommandException("no command", new IllegalArgumentException(line));
    }
    return new TuningCommand(words[0], words[1], words[2], TuningScope.JOB, null, "ada", offset);
  }

  private static List<CommandCopy> copies(
      OneInputStreamOperatorTestHarness<String, CommandCopy> harness) {
    return harness.extractOutputValues();
  }

  private static List<String> refused(
      OneInputStreamOperatorTestHarness<String, CommandCopy> harness) {
    var refused = harness.getSideOutput(REFUSED);
    return refused == null ? List.of() : refused.stream().map(StreamRecord::getValue).toList();
  }
}
