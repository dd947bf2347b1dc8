package dev.thermocline.engine.stage.onnx;

import static dev.thermocline.engine.stage.onnx.TinyChain.row;
import static dev.thermocline.engine.stage.onnx.TinyChain.zeros;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.stage.Row;
import dev.thermocline.engine.stage.ShutdownException;
import dev.thermocline.engine.stage.Stage;
import dev.thermocline.engine.stage.StageException;
import dev.thermocline.engine.stage.StageOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What stages hold outside the heap, by their own count, and that nothing of it is left behind. */
class NativeUseTest {
  private static final NativeUse NOTHING = new NativeUse(0, 0, 0, 0, 0, 0);

  private final ScriptedGate gate = new ScriptedGate();
  private final OnnxStages stages = new OnnxStages(gate);

  @TempDir Path directory;
  private Bundle bundle;
  private NativeUse before;

  @BeforeEach
  void writeModels() throws Exception {
    bundle = TinyChain.doubling(directory);
    before = NativeUse.now();
  }

  @AfterEach
  void everybodyHasLeftTheGate() {
    assertThat(gate.inside).isZero();
  }

  /** What is held beyond what other tests left open. */
  private NativeUse held() {
    NativeUse now = NativeUse.now();
    return new NativeUse(
        now.sessions() - before.sessions(),
        now.tensors() - before.tensors(),
        now.results() - before.results(),
        now.runOptions() - before.runOptions(),
        now.modelBytes() - before.modelBytes(),
        now.pinnedBytes() - before.pinnedBytes());
  }

  private Stage open(int index) throws StageException {
    return stages.open(bundle, index, "cpu");
  }

  @Test
  void countsSessionsAndWhatOneRunHolds() throws Exception {
    Stage stage = open(1);
    StageOutput output = stage.run(List.of(row(1, 2)));

    NativeUse use = held();
    assertThat(use.sessions()).isEqualTo(1);
    assertThat(use.tensors()).as("closed in the call that made them").isZero();
    assertThat(use.results()).isZero();
    assertThat(use.runOptions()).isEqualTo(1);
    assertThat(use.modelBytes()).isEqualTo(Files.size(directory.resolve("stages/01.onnx")));
    assertThat(use.pinnedBytes()).as("input, output and logits").isBetween(3 * 8L, 1024L);
    assertThat(use.bytes()).isEqualTo(use.modelBytes() + use.pinnedBytes());
    output.close();
    stage.close();
    assertThat(held()).isEqualTo(NOTHING);
    assertThat(gate.watches).isZero();
  }

  @Test
  void theStagesOfAChainShareTheMemoryOfTheirRuns() throws Exception {
    try (Stage first = open(1);
        Stage second = open(2)) {
      first.run(List.of(row(1, 2))).close();
      NativeUse afterOne = held();
      second.run(List.of(row(1, 2))).close();

      assertThat(held()).isEqualTo(afterOne);
    }
    assertThat(held()).isEqualTo(NOTHING);
  }

  @Test
  void pinnedMemoryFollowsTheLargestBatchAndNotTheirNumber() throws Exception {
    try (Stage stage = open(1)) {
      stage.run(Collections.nCopies(8, zeros(512, 2))).close();
      long largest = held().pinnedBytes();
      for (int length = 1; length <= 512; length++) {
        stage.run(Collections.nCopies(1 + length % 8, zeros(length, 2))).close();
      }

      assertThat(held().pinnedBytes()).isEqualTo(largest);
      assertThat(largest).isBetween(2 * 8 * 512 * 8L, 4 * 8 * 512 * 8L + 1024);
    }
  }

  @Test
  void aRowThatDoesNotFitLeavesNothingBehind() throws Exception {
    Row wrong = new Row(3, row(1, 2).tensors());
    try (Stage stage = open(1)) {
      assertThatThrownBy(() -> stage.run(List.of(row(1, 2), wrong)))
          .isInstanceOf(StageException.class);

      assertThat(held().tensors()).isZero();
    }
    assertThat(held()).isEqualTo(NOTHING);
  }

  @Test
  void aModelThatDoesNotFitLeavesNothingBehind() {
    Bundle wrong = TinyChain.doubling(directory, TinyChain.H, "logits", List.of("only"));

    assertThatThrownBy(() -> stages.open(wrong, 1, "cpu")).isInstanceOf(StageException.class);

    assertThat(held()).isEqualTo(NOTHING);
    assertThat(gate.watches).isZero();
  }

  @Test
  void aRunThatIsEndedEarlyIsNoFaultOfItsRecords() throws Exception {
    Bundle longRun = TinyChain.multiplying(directory, 64, 2000);
    Stage stage = stages.open(longRun, 1, "cpu");
    gate.endNextCall();

    assertThatThrownBy(() -> stage.run(List.of(zeros(64, 64))))
        .isInstanceOf(ShutdownException.class);

    NativeUse use = held();
    assertThat(use.tensors()).isZero();
    assertThat(use.results()).isZero();
    gate.open();
    stage.close();
    assertThat(held()).isEqualTo(NOTHING);
  }

  @Test
  void aSessionIsClosedOnlyAfterTheRunUnderWay() throws Exception {
    Stage stage = stages.open(TinyChain.multiplying(directory, 64, 2000), 1, "cpu");
    List<Row> rows = List.of(zeros(64, 64));
    CompletableFuture<StageOutput> run =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return stage.run(rows);
              } catch (StageException e) {
                throw new CompletionException(e);
              }
            });
    gate.runInside.await();

    stage.close();

    assertThat(gate.mostInside).as("run and close one after the other").isEqualTo(1);
    run.get().close();
    assertThat(held()).isEqualTo(NOTHING);
  }

  @Test
  void aClosedGateRefusesRunsAndNewStagesAndLeavesSessionsToTheEndOfTheProcess() throws Exception {
    Stage stage = open(1);
    stage.run(List.of(row(1, 2))).close();
    gate.close();

    assertThatThrownBy(() -> stage.run(List.of(row(1, 2)))).isInstanceOf(ShutdownException.class);
    assertThatThrownBy(() -> open(2)).isInstanceOf(ShutdownException.class);
    stage.close();

    assertThat(held().sessions()).isEqualTo(1);
  }

  @Test
  void anOutputClosedAfterItsStageLeavesNothingBehind() throws Exception {
    Stage stage = open(1);
    StageOutput output = stage.run(List.of(row(1, 2)));
    stage.close();

    assertThat(held().pinnedBytes()).as("still readable").isPositive();
    assertThat(output.head().logits()).containsExactly(2, 4);
    output.close();
    output.close();

    assertThat(held()).isEqualTo(NOTHING);
  }
}
