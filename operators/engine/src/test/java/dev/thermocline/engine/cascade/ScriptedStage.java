package dev.thermocline.engine.cascade;

import dev.thermocline.engine.bundle.ElementType;
import dev.thermocline.engine.bundle.StageSpec;
import dev.thermocline.engine.bundle.TensorSpec;
import dev.thermocline.engine.stage.HeadOutput;
import dev.thermocline.engine.stage.OpenOutputs;
import dev.thermocline.engine.stage.Row;
import dev.thermocline.engine.stage.Stage;
import dev.thermocline.engine.stage.StageException;
import dev.thermocline.engine.stage.StageOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A stage whose head is sure of records up to a given difficulty. A record is one integer, its
 * difficulty; the row carries it from stage to stage. Two classes: 0 is the answer, the logit grows
 * with how far the stage is past the difficulty, from 0 (unsure).
 */
final class ScriptedStage implements Stage {
  static final TensorSpec TENSOR =
      new TensorSpec("difficulty", ElementType.FLOAT32, true, List.of());

  private final int index;
  final List<Integer> batchSizes = Collections.synchronizedList(new ArrayList<>());
  IntPredicate breaksOn = difficulty -> false;
  IntPredicate notANumberFor = difficulty -> false;
  IntPredicate activationsBrokenFor = difficulty -> false;
  Runnable beforeRun = () -> {};
  Runnable afterRun = () -> {};
  private volatile boolean open = true;

  ScriptedStage(int index) {
    this.index = index;
  }

  static Row row(int difficulty, int length) {
    ByteBuffer tensor = ByteBuffer.allocate(TENSOR.rowBytes(length)).order(ByteOrder.nativeOrder());
    tensor.putFloat(0, difficulty);
    return new Row(length, List.of(tensor));
  }

  static List<ScriptedStage> chain(int stages) {
    List<ScriptedStage> chain = new ArrayList<>();
    for (int i = 1; i <= stages; i++) {
      chain.add(new ScriptedStage(i));
    }
    return chain;
  }

  private static int difficulty(Row row) {
    return (int) row.tensors().get(0).getFloat(0);
  }

  @Override
  public StageSpec spec() {
    return new StageSpec(
        index, "scripted", "", 2, List.of(TENSOR), List.of(TENSOR), "logits", "cpu");
  }

  @Override
  public StageOutput run(List<Row> rows) throws StageException {
    beforeRun.run();
    if (!open) {
      throw new AssertionError("stage " + index + " ran after close");
    }
    for (Row row : rows) {
      if (breaksOn.test(difficulty(row))) {
        throw new StageException(index, "scripted fault", new IllegalStateException("scripted"));
      }
    }
    batchSizes.add(rows.size());
    float[] logits = new float[2 * rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      int difficulty = difficulty(rows.get(i));
      logits[2 * i] =
          notANumberFor.test(difficulty) ? Float.NaN : Math.max(0f, 2f * (index - difficulty));
    }
    Thread.yield();
    afterRun.run();
    return new Output(rows, new HeadOutput(logits, 2));
  }

  @Override
  public void close() {
    open = false;
  }

  private final class Output implements StageOutput {
    private final List<Row> rows;
    private final HeadOutput head;
    private boolean closed;

    Output(List<Row> rows, HeadOutput head) {
      this.rows = rows;
      this.head = head;
      OpenOutputs.opened();
    }

    @Override
    public HeadOutput head() {
      return head;
    }

    @Override
    public boolean finite(int row) {
      return !activationsBrokenFor.test(difficulty(rows.get(row)));
    }

    @Override
    public Row survivor(int row) {
      return rows.get(row);
    }

    @Override
    public void close() {
      if (!closed) {
        closed = true;
        OpenOutputs.closed();
      }
    }
  }
}
