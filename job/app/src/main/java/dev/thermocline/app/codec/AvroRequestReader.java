package dev.thermocline.app.codec;

import dev.thermocline.schemas.InferenceRequest;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;

/** Reads requests in Avro single-object encoding. */
final class AvroRequestReader implements RequestReader {

  private static final String PAYLOAD = "payload";

  private final SingleObjectReader<InferenceRequest> reader =
      new SingleObjectReader<>(InferenceRequest.class);

  @Override
  public RequestFields read(byte[] value) throws DecodeException {
    InferenceRequest request = reader.read(value);
    Instant timestamp = request.getTimestamp();
    return new RequestFields(
        request.getId(),
        request.getKey(),
        text(request.getPayload()),
        timestamp == null ? null : timestamp.toEpochMilli());
  }

  private static String text(Object payload) throws DecodeException {
    if (payload == null) {
      throw new DecodeException(PAYLOAD + " is missing; allowed: text");
    }
    if (!(payload instanceof String text)) {
      throw new DecodeException(PAYLOAD + " is " + kind(payload) + "; allowed: text");
    }
    return RequestReader.text(PAYLOAD, text);
  }

  private static String kind(Object payload) {
    if (payload instanceof ByteBuffer bytes) {
      return bytes.remaining() + " bytes";
    }
    return payload instanceof Map ? "a map of features" : "an array of features";
  }
}
