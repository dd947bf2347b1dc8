package dev.thermocline.app.codec;

import dev.thermocline.app.codec.SourceRecord.Decoded;
import dev.thermocline.app.codec.SourceRecord.Undecodable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Turns Kafka records into requests, or into the reason why not. Not thread-safe. */
public final class RequestDecoder {

  /** Stage of what is no record of ours. */
  static final String DECODE = "decode";

  private static final String HEADERS = "headers";
  private static final String KEY = "key";

  private final RequestRules rules;
  private final RequestReader reader;

  public RequestDecoder(RequestRules rules) {
    this.rules = rules;
    this.reader = RequestReader.of(rules);
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
      RequestFields request = request(origin);
      String id = request.id().isEmpty() ? origin.place() : Limits.name("id", request.id());
      stage = KEY;
      String key = key(origin, request);
      Long timestamp = request.timestamp();
      return new Decoded(
          origin, id, key, request.text(), timestamp == null ? origin.timestamp() : timestamp);
    } catch (DecodeException e) {
      return new Undecodable(
          origin, stage, DecodeException.class.getName(), String.valueOf(e.getMessage()));
    }
  }

  private RequestFields request(Origin origin) throws DecodeException {
    int size = origin.value().length;
    if (size > rules.maxBytes()) {
      throw new DecodeException(
          "value of " + size + " bytes; allowed: input.max-bytes = " + rules.maxBytes());
    }
    return reader.read(origin.value());
  }

  private @Nullable String key(Origin origin, RequestFields request) throws DecodeException {
    if (request.key() != null) {
      return Limits.name("key", request.key());
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
}
