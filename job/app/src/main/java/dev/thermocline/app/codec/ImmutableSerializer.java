package dev.thermocline.app.codec;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * A serializer of records that never change, so that passing one on needs no copy.
 *
 * @param <T> the record
 */
abstract class ImmutableSerializer<T> extends TypeSerializerSingleton<T> {
  private static final long serialVersionUID = 1L;

  /** Length that stands for null. */
  private static final int NULL = -1;

  @Override
  public final boolean isImmutableType() {
    return true;
  }

  @Override
  public final T copy(T from) {
    return from;
  }

  @Override
  public final T copy(T from, T reuse) {
    return from;
  }

  @Override
  public final int getLength() {
    return -1;
  }

  @Override
  public final T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public final void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  static void writeBytes(byte @Nullable [] bytes, DataOutputView target) throws IOException {
    if (bytes == null) {
      target.writeInt(NULL);
      return;
    }
    target.writeInt(bytes.length);
    target.write(bytes);
  }

  static byte @Nullable [] readNullableBytes(DataInputView source) throws IOException {
    int length = source.readInt();
    if (length == NULL) {
      return null;
    }
    byte[] bytes = new byte[length];
    source.readFully(bytes);
    return bytes;
  }

  static byte[] readBytes(DataInputView source) throws IOException {
    return present(readNullableBytes(source));
  }

  static void writeText(@Nullable String text, DataOutputView target) throws IOException {
    writeBytes(text == null ? null : text.getBytes(StandardCharsets.UTF_8), target);
  }

  static @Nullable String readNullableText(DataInputView source) throws IOException {
    byte[] bytes = readNullableBytes(source);
    return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
  }

  static String readText(DataInputView source) throws IOException {
    return present(readNullableText(source));
  }

  private static <V> V present(@Nullable V value) throws IOException {
    if (value == null) {
      throw new IOException("a null where a value must be: written by another serializer");
    }
    return value;
  }
}
