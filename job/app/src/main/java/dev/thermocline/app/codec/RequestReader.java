package dev.thermocline.app.codec;

import dev.thermocline.schemas.InferenceRequest;
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

/**
 * Reads requests in Avro single-object encoding: two marker bytes, the 64-bit fingerprint of the
 * writer's schema, the binary datum. Knows every released version. Not thread-safe.
 */
final class RequestReader {

  private static final int HEADER = 10;
  private static final byte MARK_1 = (byte) 0xC3;
  private static final byte MARK_2 = 0x01;

  private final Map<Long, DatumReader<InferenceRequest>> readers = new HashMap<>();

  RequestReader() {
    Schema current = InferenceRequest.getClassSchema();
    PublishedSchemas.of(current.getName()).forEach(this::add);
    add(current);
  }

  private void add(Schema writer) {
    readers.put(
        SchemaNormalization.parsingFingerprint64(writer),
        new SpecificDatumReader<>(
            writer,
            InferenceRequest.getClassSchema(),
            SpecificData.getForClass(InferenceRequest.class)));
  }

  /**
   * Reads one request.
   *
   * @throws DecodeException if the bytes are anything but exactly one request
   */
  InferenceRequest read(byte[] bytes) throws DecodeException {
    DatumReader<InferenceRequest> reader = readers.get(fingerprint(bytes));
    if (reader == null) {
      throw new DecodeException(
          "written with schema fingerprint "
              + HexFormat.of().toHexDigits(fingerprint(bytes))
              + "; allowed: the released versions of "
              + InferenceRequest.getClassSchema().getFullName());
    }
    BoundedDecoder decoder = new BoundedDecoder(bytes, HEADER);
    InferenceRequest request = read(reader, decoder);
    if (decoder.remaining() > 0) {
      throw new DecodeException(
          decoder.remaining() + " bytes follow the request; allowed: exactly one request");
    }
    return request;
  }

  private static InferenceRequest read(DatumReader<InferenceRequest> reader, BoundedDecoder decoder)
      throws DecodeException {
    try {
      return reader.read(null, decoder);
    } catch (IOException | RuntimeException e) {
      // Avro answers broken bytes with whatever its parser runs into.
      throw new DecodeException("not an InferenceRequest behind the header: " + e, e);
    }
  }

  private static long fingerprint(byte[] bytes) throws DecodeException {
    if (bytes.length < HEADER || bytes[0] != MARK_1 || bytes[1] != MARK_2) {
      throw new DecodeException(
          "no Avro single-object header in "
              + bytes.length
              + " bytes; allowed: C3 01, the schema's 8-byte fingerprint, the request");
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(2);
  }
}
