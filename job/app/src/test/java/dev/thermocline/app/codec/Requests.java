package dev.thermocline.app.codec;

import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.schemas.InferenceRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests and Kafka records for the tests of this module. */
final class Requests {

  static final long KAFKA_TIME = 1_700_000_000_000L;

  static final Header TRACE = new Header("traceparent", utf8("00-trace"));

  private Requests() {}

  static RequestRules avro(long maxBytes, boolean spreadsNullKeys) {
    return new RequestRules(Format.SINGLE_OBJECT, FieldPaths.DEFAULTS, maxBytes, spreadsNullKeys);
  }

  static RequestRules json(FieldPaths fields) {
    return new RequestRules(Format.JSON, fields, 10_000_000, false);
  }

  static InferenceRequest.Builder text(String text) {
    return InferenceRequest.newBuilder().setId("r-1").setPayload(text);
  }

  static byte[] bytes(InferenceRequest request) {
    return RecordWriter.bytes(request, Format.SINGLE_OBJECT);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static Origin origin(InferenceRequest request) {
    return origin(utf8("kafka-key"), bytes(request));
  }

  static Origin origin(byte @Nullable [] key, byte[] value) {
    return origin(key, value, List.of(TRACE));
  }

  static Origin origin(byte @Nullable [] key, byte[] value, List<Header> headers) {
    return new Origin("in", 3, 42, KAFKA_TIME, key, value, headers);
  }
}
