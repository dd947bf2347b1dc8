package dev.thermocline.engine.stage;

import dev.thermocline.engine.bundle.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Gathers rows into one padded batch tensor and scatters a batch tensor back into rows. */
public final class RowBatch {
  private static final byte[] ZEROS = new byte[1 << 13];

  private RowBatch() {}

  /** Positions of the longest row; what shorter rows are padded to. */
  public static int positions(List<Row> rows) {
    int longest = 1;
    for (Row row : rows) {
      longest = Math.max(longest, row.length());
    }
    return longest;
  }

  /**
   * Writes one input of all rows into {@code batch} from index 0, padded with zeros.
   *
   * @param input index of the tensor in each row
   * @param spec the tensor
   * @param positions S, at least the longest row's length
   * @param batch at least {@code rows.size() × spec.rowBytes(positions)} bytes
   * @throws IllegalArgumentException if a row's tensor has not the bytes its length asks for
   */
  public static void gather(
      List<Row> rows, int input, TensorSpec spec, int positions, ByteBuffer batch) {
    int stride = spec.rowBytes(positions);
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      ByteBuffer tensor = row.tensors().get(input);
      int bytes = spec.rowBytes(row.length());
      if (tensor.limit() != bytes) {
        throw new IllegalArgumentException(
            "tensor "
                + spec.name()
                + " of a row of length "
                + row.length()
                + " has "
                + tensor.limit()
                + " bytes; it must have "
                + bytes);
      }
      int start = i * stride;
      batch.put(start, tensor, 0, bytes);
      for (int at = start + bytes; at < start + stride; at += ZEROS.length) {
        batch.put(at, ZEROS, 0, Math.min(ZEROS.length, start + stride - at));
      }
    }
  }

  /**
   * Copies one row's unpadded part out of a batch tensor.
   *
   * @param batch batch tensor padded to {@code positions}
   * @param spec the tensor
   * @param row index in the batch
   * @param positions S of the batch
   * @param length the row's own length
   */
  public static ByteBuffer scatter(
      ByteBuffer batch, TensorSpec spec, int row, int positions, int length) {
    int bytes = spec.rowBytes(length);
    ByteBuffer copy = ByteBuffer.allocate(bytes).order(ByteOrder.nativeOrder());
    copy.put(0, batch, row * spec.rowBytes(positions), bytes);
    return copy;
  }
}
