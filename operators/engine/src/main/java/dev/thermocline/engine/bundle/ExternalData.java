package dev.thermocline.engine.bundle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Map;

/**
 * Finds tensors of an ONNX file that keep their data in another file, which a bundle's digests
 * would not cover. Walks the protobuf wire format along the fields that lead to tensors and skips
 * the rest.
 *
 * <p>Source: onnx.proto of the ONNX specification.
 */
final class ExternalData {
  private static final int MAX_DEPTH = 64;
  private static final int EXTERNAL = 1;

  /** Message types that may hold a tensor. */
  private enum Message {
    MODEL,
    TRAINING,
    GRAPH,
    NODE,
    ATTRIBUTE,
    FUNCTION,
    SPARSE,
    TENSOR
  }

  private static final Map<Message, Map<Integer, Message>> CHILDREN =
      Map.of(
          Message.MODEL, Map.of(7, Message.GRAPH, 20, Message.TRAINING, 25, Message.FUNCTION),
          Message.TRAINING, Map.of(1, Message.GRAPH, 2, Message.GRAPH),
          Message.GRAPH, Map.of(1, Message.NODE, 5, Message.TENSOR, 15, Message.SPARSE),
          Message.NODE, Map.of(5, Message.ATTRIBUTE),
          Message.ATTRIBUTE,
              Map.of(
                  5, Message.TENSOR,
                  6, Message.GRAPH,
                  10, Message.TENSOR,
                  11, Message.GRAPH,
                  22, Message.SPARSE,
                  23, Message.SPARSE),
          Message.FUNCTION, Map.of(7, Message.NODE, 11, Message.ATTRIBUTE),
          Message.SPARSE, Map.of(1, Message.TENSOR, 2, Message.TENSOR),
          Message.TENSOR, Map.of());

  private static final int TENSOR_EXTERNAL_DATA = 13;
  private static final int TENSOR_DATA_LOCATION = 14;

  private final ByteBuffer bytes;

  private ExternalData(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /**
   * Whether any tensor of the file keeps its data elsewhere.
   *
   * @throws IOException if the file cannot be read or is not in protobuf wire format
   */
  static boolean isUsedBy(Path onnxFile) throws IOException {
    try (FileChannel channel = FileChannel.open(onnxFile)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new IOException(onnxFile + " is larger than 2 GiB, which an ONNX file cannot be");
      }
      ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      return new ExternalData(bytes).found(Message.MODEL, 0, bytes.limit(), 0);
    } catch (IndexOutOfBoundsException e) {
      throw new IOException(onnxFile + " is truncated or not an ONNX file", e);
    }
  }

  private boolean found(Message message, int start, int end, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw new IOException("graphs are nested deeper than " + MAX_DEPTH);
    }
    bytes.limit(end);
    int at = start;
    while (at < end) {
      bytes.position(at);
      // Tags and enums have 32 bits; whoever loads the model drops what is above, and so must this.
      int tag = (int) varint();
      int field = tag >>> 3;
      switch (tag & 7) {
        case 0 -> {
          int value = (int) varint();
          if (message == Message.TENSOR && field == TENSOR_DATA_LOCATION && value == EXTERNAL) {
            return true;
          }
          at = bytes.position();
        }
        case 1 -> at = behind(Long.BYTES, end);
        case 5 -> at = behind(Integer.BYTES, end);
        case 2 -> {
          long length = varint();
          int from = bytes.position();
          if (length < 0 || length > end - from) {
            throw new IndexOutOfBoundsException("field " + field + " is longer than its message");
          }
          int to = from + (int) length;
          if (message == Message.TENSOR && field == TENSOR_EXTERNAL_DATA) {
            return true;
          }
          Message child = CHILDREN.getOrDefault(message, Map.of()).get(field);
          if (child != null && found(child, from, to, depth + 1)) {
            return true;
          }
          bytes.limit(end);
          at = to;
        }
        default -> throw new IOException("wire type " + (tag & 7) + " is not in use by ONNX");
      }
    }
    return false;
  }

  /** Where a field of so many bytes ends. */
  private int behind(int size, int end) {
    if (size > end - bytes.position()) {
      throw new IndexOutOfBoundsException("a number is longer than its message");
    }
    return bytes.position() + size;
  }

  private long varint() throws IOException {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (!bytes.hasRemaining()) {
        throw new IndexOutOfBoundsException("a number is cut off");
      }
      byte next = bytes.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IOException("a number is longer than 64 bits");
  }
}
