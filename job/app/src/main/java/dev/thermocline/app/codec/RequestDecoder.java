package dev.thermocline.app.codec;

import dev.thermocline.app.codec.SourceRecord.Decoded;
import dev.thermocline.app.codec.SourceRecord.Undecodable;
import dev.thermocline.schemas.InferenceRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Turns Kafka records into requests, or into the reason why not. Not thread-safe. */
public final class RequestDecoder {

  private static final String DECODE = "decode";
  private static final String HEADERS = "headers";
  private static final String KEY = "key";

  private final RequestRules rules;
  private final RequestReader reader = new RequestReader();

  public RequestDecoder(RequestRules rules) {
    this.rules = rules;
  }

  /** Never throws for what the record holds. */
  public SourceRecord decode(Origin origin) {
    long size = Limits.size(origin.headers());
    if (size > Limits.HEADER_BYTES) {
      return new Undecodable(
          origin.bare(),
          HEADERS,
          DecodeException.class.getName(),
          "headers of "
              + size
              + " bytes, left out here; allowed: at most "
              + Limits.HEADER_BYTES
              + " bytes together");
    }
    return decodeValue(origin);
  }

  private SourceRecord decodeValue(Origin origin) {
    String stage = DECODE;
    try {
      InferenceRequest request = request(origin);
      String text = text(request);
      String id = id(origin, request);
      stage = KEY;
      String key = key(origin, request);
      return new Decoded(origin, id, key, text, timestamp(origin, request));
    } catch (DecodeException e) {
      return new Undecodable(
          origin, stage, DecodeException.class.getName(), String.valueOf(e.getMessage()));
    }
  }

  private InferenceRequest request(Origin origin) throws DecodeException {
    int size = origin.value().length;
    if (size > rules.maxBytes()) {
      throw new DecodeException(
          "value of " + size + " bytes; allowed: input.max-bytes = " + rules.maxBytes());
    }
    return reader.read(origin.value());
  }

  private static String text(InferenceRequest request) throws DecodeException {
    Object payload = request.getPayload();
    if (payload == null) {
      throw new DecodeException("payload is missing; allowed: text");
    }
    if (!(payload instanceof String text)) {
      throw new DecodeException("payload is " + kind(payload) + "; allowed: text");
    }
    if (text.isBlank()) {
      throw new DecodeException("payload is an empty text; allowed: text with at least one letter");
    }
    return text;
  }

  private static String kind(Object payload) {
    if (payload instanceof ByteBuffer bytes) {
      return bytes.remaining() + " bytes";
    }
    return payload instanceof java.util.Map ? "a map of features" : "an array of features";
  }

  private @Nullable String key(Origin origin, InferenceRequest request) throws DecodeException {
    if (request.getKey() != null) {
      return Limits.name("key", request.getKey());
    }
    byte[] key = origin.key();
    if (key != null) {
      return Limits.name("Kafka key", utf8(key));
    }
    if (rules.spreadsNullKeys()) {
      return null;
    }
    throw new DecodeException(
        "neither the key field nor the Kafka key is set; allowed: either, or"
            + " input.null-key=spread");
  }

  private static String utf8(byte[] key) throws DecodeException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException e) {
      throw new DecodeException(
          "Kafka key of " + key.length + " bytes is not UTF-8; allowed: UTF-8, or the key field",
          e);
    }
  }

  private static String id(Origin origin, InferenceRequest request) throws DecodeException {
    return request.getId().isEmpty() ? origin.place() : Limits.name("id", request.getId());
  }

  private static long timestamp(Origin origin, InferenceRequest request) {
    Instant timestamp = request.getTimestamp();
    return timestamp == null ? origin.timestamp() : timestamp.toEpochMilli();
  }
}
