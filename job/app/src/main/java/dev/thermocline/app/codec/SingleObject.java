package dev.thermocline.app.codec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.message.BinaryMessageEncoder;

/** Writes generated records in Avro single-object encoding. */
final class SingleObject {

  private SingleObject() {}

  static <T> byte[] bytes(BinaryMessageEncoder<T> encoder, T record) {
    try {
      ByteBuffer encoded = encoder.encode(record);
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode " + record.getClass().getName(), e);
    }
  }
}
