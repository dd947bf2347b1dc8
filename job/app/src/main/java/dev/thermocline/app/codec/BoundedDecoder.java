package dev.thermocline.app.codec;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.util.Utf8;

/**
 * A binary decoder that never allocates more than its input holds.
 *
 * <p>Avro's own allocates what a length prefix asks for before it looks whether the bytes are
 * there, so ten broken bytes can ask for two gigabytes. Text must be well-formed UTF-8. Elements of
 * arrays and maps must take at least one byte each, which holds for every schema of ours.
 */
final class BoundedDecoder extends Decoder {

  private final ByteArrayInputStream input;
  private final BinaryDecoder binary;

  BoundedDecoder(byte[] bytes, int from) {
    input = new ByteArrayInputStream(bytes, from, bytes.length - from);
    binary = DecoderFactory.get().directBinaryDecoder(input, null);
  }

  /** Bytes not read yet. */
  int remaining() {
    return input.available();
  }

  @Override
  public void readNull() throws IOException {
    binary.readNull();
  }

  @Override
  public boolean readBoolean() throws IOException {
    return binary.readBoolean();
  }

  @Override
  public int readInt() throws IOException {
    return binary.readInt();
  }

  @Override
  public long readLong() throws IOException {
    return binary.readLong();
  }

  @Override
  public float readFloat() throws IOException {
    return binary.readFloat();
  }

  @Override
  public double readDouble() throws IOException {
    return binary.readDouble();
  }

  @Override
  public Utf8 readString(Utf8 old) throws IOException {
    return new Utf8(readString());
  }

  @Override
  public String readString() throws IOException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(readSized())).toString();
  }

  @Override
  public void skipString() throws IOException {
    skipBytes();
  }

  @Override
  public ByteBuffer readBytes(ByteBuffer old) throws IOException {
    return ByteBuffer.wrap(readSized());
  }

  @Override
  public void skipBytes() throws IOException {
    skipFixed(size());
  }

  @Override
  public void readFixed(byte[] bytes, int start, int length) throws IOException {
    binary.readFixed(bytes, start, length);
  }

  @Override
  public void skipFixed(int length) throws IOException {
    binary.skipFixed(length);
  }

  @Override
  public int readEnum() throws IOException {
    return binary.readEnum();
  }

  @Override
  public long readArrayStart() throws IOException {
    return count(binary.readArrayStart());
  }

  @Override
  public long arrayNext() throws IOException {
    return count(binary.arrayNext());
  }

  @Override
  public long skipArray() throws IOException {
    return count(binary.skipArray());
  }

  @Override
  public long readMapStart() throws IOException {
    return count(binary.readMapStart());
  }

  @Override
  public long mapNext() throws IOException {
    return count(binary.mapNext());
  }

  @Override
  public long skipMap() throws IOException {
    return count(binary.skipMap());
  }

  @Override
  public int readIndex() throws IOException {
    return binary.readIndex();
  }

  private byte[] readSized() throws IOException {
    byte[] bytes = new byte[size()];
    binary.readFixed(bytes);
    return bytes;
  }

  private int size() throws IOException {
    long size = binary.readLong();
    if (size < 0) {
      throw new AvroRuntimeException("a length of " + size + "; it must be >= 0");
    }
    if (size > remaining()) {
      throw new EOFException("a length of " + size + " where " + remaining() + " bytes are left");
    }
    return (int) size;
  }

  private long count(long items) throws IOException {
    if (items < 0 || items > remaining()) {
      throw new EOFException("a block of " + items + " where " + remaining() + " bytes are left");
    }
    return items;
  }
}
