package dev.thermocline.app.codec;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads records in Avro single-object encoding: two marker bytes, the 64-bit fingerprint of the
 * writer's schema, the binary datum. Knows every released version. Not thread-safe.
 */
final class SingleObjectReader<T extends SpecificRecord> {

  private static final int HEADER = 10;
  private static final byte MARK_1 = (byte) 0xC3;
  private static final byte MARK_2 = 0x01;

  private final Map<Long, DatumReader<T>> readers = new HashMap<>();
  private final Schema current;

  SingleObjectReader(Class<T> type) {
    SpecificData data = SpecificData.getForClass(type);
    current = data.getSchema(type);
    PublishedSchemas.of(current.getName()).forEach(writer -> add(writer, data));
    add(current, data);
  }

  private void add(Schema writer, SpecificData data) {
    readers.put(
        SchemaNormalization.parsingFingerprint64(writer),
        new SpecificDatumReader<>(writer, current, data));
  }

  /** Whether bytes claim to be in this encoding, as no JSON text does. */
  static boolean marked(byte[] bytes) {
    return bytes.length >= 2 && bytes[0] == MARK_1 && bytes[1] == MARK_2;
  }

  /**
   * Reads one record.
   *
   * @throws DecodeException if the bytes are anything but exactly one record
   */
  T read(byte[] bytes) throws DecodeException {
    DatumReader<T> reader = readers.get(fingerprint(bytes));
    if (reader == null) {
      throw new DecodeException(
          "written with schema fingerprint "
              + HexFormat.of().toHexDigits(fingerprint(bytes))
              + "; allowed: the released versions of "
              + current.getFullName());
    }
    BoundedDecoder decoder = new BoundedDecoder(bytes, HEADER);
    T record = read(reader, decoder);
    if (decoder.remaining() > 0) {
      throw new DecodeException(
          decoder.remaining()
              + " bytes follow the "
              + current.getName()
              + "; allowed: exactly one record");
    }
    return record;
  }

  private T read(DatumReader<T> reader, BoundedDecoder decoder) throws DecodeException {
    try {
      return reader.read(null, decoder);
    } catch (IOException | RuntimeException e) {
      // Avro answers broken bytes with whatever its parser runs into.
      throw new DecodeException("no " + current.getName() + " behind the header: " + e, e);
    }
  }

  private long fingerprint(byte[] bytes) throws DecodeException {
    if (bytes.length < HEADER || !marked(bytes)) {
      throw new DecodeException(
          "no Avro single-object header in "
              + bytes.length
              + " bytes; allowed: C3 01, the schema's 8-byte fingerprint, the "
              + current.getName());
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
  }
}
