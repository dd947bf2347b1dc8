package dev.thermocline.engine.stage.onnx;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import dev.thermocline.engine.bundle.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one run at a time works with: direct memory for its inputs and outputs, which grows to the
 * largest batch seen, and the run options that can end it early.
 */
final class Workspace {
  private static final Logger LOG = LoggerFactory.getLogger(Workspace.class);
  private static final int ALIGNMENT = 64;
  private static final int LARGEST_DOUBLED = 1 << 26;

  private final RunOptions options;
  private final Runnable endEarly = this::endEarly;
  private ByteBuffer memory = ByteBuffer.allocateDirect(0);
  private ByteBuffer[] tensors = {};

  /** Opens run options; a call into native code. */
  Workspace() throws OrtException {
    options = new RunOptions();
    NativeCounts.RUN_OPTIONS.increment();
  }

  RunOptions options() {
    return options;
  }

  /** Ends the run under way. */
  Runnable endingEarly() {
    return endEarly;
  }

  private void endEarly() {
    try {
      options.setTerminate(true);
    } catch (OrtException e) {
      LOG.warn("a run could not be told to end; the process waits for it", e);
    }
  }

  /**
   * Gives each tensor of a batch its part of the memory, one after the other; the content is
   * undefined.
   *
   * @param batch rows
   * @param positions S, what the rows are padded to
   * @throws IllegalArgumentException if they need more than a buffer may have, 2 GiB
   */
  void lay(List<TensorSpec> specs, int batch, int positions) {
    long total = 0;
    for (TensorSpec spec : specs) {
      total += aligned((long) batch * spec.rowBytes(positions));
    }
    reserve(total);
    tensors = new ByteBuffer[specs.size()];
    int offset = 0;
    for (int i = 0; i < tensors.length; i++) {
      int bytes = batch * specs.get(i).rowBytes(positions);
      tensors[i] = memory.slice(offset, bytes).order(ByteOrder.nativeOrder());
      offset += (int) aligned(bytes);
    }
  }

  private void reserve(long bytes) {
    if (bytes > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "inputs and outputs of a batch take "
              + bytes
              + " bytes; allowed are "
              + Integer.MAX_VALUE
              + "; lower batch.max-size");
    }
    if (memory.capacity() < bytes) {
      int capacity =
          bytes > LARGEST_DOUBLED ? (int) bytes : Integer.highestOneBit((int) bytes - 1) << 1;
      ByteBuffer larger = ByteBuffer.allocateDirect(capacity);
      NativeCounts.PINNED_BYTES.add(capacity - memory.capacity());
      memory = larger;
    }
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** The part of the tensor with that index in the last {@link #lay}. */
  ByteBuffer tensor(int index) {
    return tensors[index];
  }

  /** Closes the run options, a call into native code, and lets go of the memory. */
  void close() {
    options.close();
    NativeCounts.RUN_OPTIONS.decrement();
    NativeCounts.PINNED_BYTES.add(-memory.capacity());
    memory = ByteBuffer.allocateDirect(0);
    tensors = new ByteBuffer[0];
  }
}
