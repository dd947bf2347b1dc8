package dev.thermocline.engine.stage.onnx;

/**
 * What the stages of this class loader hold outside the heap at one moment; all zero once every
 * stage and output is closed. ONNX Runtime's own work memory is not in it: the Java layer does not
 * tell it.
 *
 * @param sessions sessions open
 * @param tensors tensors open
 * @param results results open
 * @param runOptions run options open
 * @param modelBytes size of the open sessions' model files, which hold their weights
 * @param pinnedBytes direct memory that inputs and outputs of runs live in
 */
public record NativeUse(
    long sessions, long tensors, long results, long runOptions, long modelBytes, long pinnedBytes) {

  /** What is held now. */
  public static NativeUse now() {
    return new NativeUse(
        NativeCounts.SESSIONS.sum(),
        NativeCounts.TENSORS.sum(),
        NativeCounts.RESULTS.sum(),
        NativeCounts.RUN_OPTIONS.sum(),
        NativeCounts.MODEL_BYTES.sum(),
        NativeCounts.PINNED_BYTES.sum());
  }

  /** Model files and pinned memory together, in bytes. */
  public long bytes() {
    return modelBytes + pinnedBytes;
  }
}
