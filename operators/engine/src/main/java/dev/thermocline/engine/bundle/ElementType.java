package dev.thermocline.engine.bundle;

/** Element types a stage may read or write. */
public enum ElementType {
  INT64(Long.BYTES),
  FLOAT32(Float.BYTES);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Size of one element in bytes. */
  public int bytes() {
    return bytes;
  }
}
