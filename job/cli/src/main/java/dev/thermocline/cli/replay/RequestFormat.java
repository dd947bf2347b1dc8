package dev.thermocline.cli.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.thermocline.schemas.InferenceRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.apache.avro.message.BinaryMessageEncoder;
import org.jspecify.annotations.Nullable;

/** How the records of a workload are written, as {@code input.format} names it. */
public enum RequestFormat {
  /** Avro single-object encoding. */
  SINGLE_OBJECT {
    @Override
    byte[] encode(String id, String key, @Nullable String text) {
      InferenceRequest request =
          InferenceRequest.newBuilder().setId(id).setKey(key).setPayload(text).build();
      try {
        ByteBuffer encoded = AVRO.encode(request);
        byte[] bytes = new byte[encoded.remaining()];
        encoded.get(bytes);
        return bytes;
      } catch (IOException e) {
        throw new UncheckedIOException("cannot encode record " + id, e);
      }
    }
  },
  /** One JSON object per record, with the schema's field names. */
  JSON {
    @Override
    byte[] encode(String id, String key, @Nullable String text) {
      ObjectNode request = MAPPER.createObjectNode().put("id", id).put("key", key);
      if (text != null) {
        request.put("payload", text);
      }
      try {
        return MAPPER.writeValueAsBytes(request);
      } catch (JsonProcessingException e) {
        throw new UncheckedIOException("cannot encode record " + id, e);
      }
    }
  };

  private static final BinaryMessageEncoder<InferenceRequest> AVRO = InferenceRequest.getEncoder();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  /**
   * The Kafka value of a record.
   *
   * @param text what the model reads; null leaves it out
   */
  abstract byte[] encode(String id, String key, @Nullable String text);

  /** The name as it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
