package dev.thermocline.cli.demo;

import static dev.thermocline.cli.demo.BadRecord.answered;
import static dev.thermocline.cli.demo.BadRecord.deadLettered;
import static dev.thermocline.cli.demo.BadRecord.tombstone;
import static dev.thermocline.cli.demo.BadRecord.truncated;
import static dev.thermocline.cli.demo.BadRecord.utf8;

import dev.thermocline.schemas.InferenceRequest;
import dev.thermocline.schemas.TuningCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a bad record gets: a new row is a line. */
final class BadRecordTables {

  private static final int MEGABYTE = 1_000_000;

  /** Sure of its class at exit 1. */
  private static final String SURE = "animala animalb animalc animald";

  private BadRecordTables() {}

  /** Records in Avro single-object encoding. */
  static List<BadRecord> avro() {
    return List.of(
        // Bytes that are no request.
        deadLettered("bytes of no format", utf8("not avro"), "decode", "header in 8 bytes"),
        deadLettered("an empty value", new byte[0], "decode", "header in 0 bytes"),
        deadLettered("a request cut short", cut(text("r", SURE), 3), "decode", "behind the header"),
        deadLettered("bytes behind it", longer(text("r", SURE), 2), "decode", "2 bytes follow"),
        deadLettered("another schema", command(), "decode", "schema fingerprint"),
        deadLettered("text not in UTF-8", spoilt(text("", "x")), "decode", "Malformed"),
        // Requests without a text.
        deadLettered("no payload", avro("r", null, null), "decode", "payload is missing"),
        deadLettered("an empty text", text("r", " \t"), "decode", "payload is an empty text"),
        deadLettered("no visible text", text("r", "\u0007\u0000"), "input", "nothing to encode"),
        deadLettered("features", payload(Map.of("a", Double.NaN)), "decode", "a map of features"),
        deadLettered("NaN", payload(List.of(1.0, Double.NaN)), "decode", "an array of features"),
        deadLettered("no image", payload(ByteBuffer.wrap(new byte[3])), "decode", "is 3 bytes"),
        // Keys, ids and headers.
        deadLettered("no key", text("r", SURE), "key", "input.null-key=spread").keyed(null),
        deadLettered("a key not in UTF-8", text("r", SURE), "key", "is not UTF-8")
            .keyed(new byte[] {(byte) 0xFF}),
        deadLettered("a long key", avro("r", "k".repeat(2000), SURE), "key", "key of 2000 bytes"),
        deadLettered("a long id", text("i".repeat(2000), SURE), "decode", "id of 2000 bytes"),
        deadLettered("long headers", text("r", SURE), "headers", "headers of 100").headed(100_000),
        tombstone("a tombstone"),
        // Length.
        truncated("too many tokens", text("too many tokens", words(40))),
        truncated("1 MB", text("1 MB", words(MEGABYTE / 8))),
        truncated("10 MB", text("10 MB", words(10 * MEGABYTE / 8))),
        deadLettered("12 MB", text("r", words(12 * MEGABYTE / 8)), "decode", "input.max-bytes = "),
        // Stages.
        answered("scores NaN", text("scores NaN", TouchyBundle.BLIND_AT_EXIT_1), 2),
        deadLettered(
            "activations of stage 1 NaN",
            text("r", TouchyBundle.HOLLOW_AT_STAGE_1),
            "stage-1",
            "stage 1 gave non-finite activations"),
        deadLettered(
            "activations of stage 2 NaN",
            text("r", TouchyBundle.HOLLOW_AT_STAGE_2),
            "stage-2",
            "stage 2 gave non-finite activations"),
        deadLettered(
            "scores of the last stage NaN",
            text("r", TouchyBundle.BLIND_AT_EXIT_3),
            "stage-3",
            "stage 3 gave non-finite scores"),
        deadLettered(
            "an error of ONNX Runtime",
            text("r", TouchyBundle.ENDS_STAGE_2),
            "stage-2",
            "stage 2: run of 1 rows failed"));
  }

  /** Records in JSON. */
  static List<BadRecord> json() {
    return List.of(
        deadLettered("no JSON", utf8("{\"text\": "), "decode", "not JSON"),
        deadLettered("an empty value", new byte[0], "decode", "the value is empty"),
        deadLettered("more behind it", utf8("{\"text\": \"t\"} {}"), "decode", "is followed by"),
        deadLettered("a missing field", utf8("{}"), "decode", "payload or text is missing"),
        deadLettered("a wrong type", utf8("{\"text\": 7}"), "decode", "/text is a whole number"),
        deadLettered("an empty text", utf8("{\"text\": \"\"}"), "decode", "is an empty text"),
        deadLettered("features", utf8("{\"payload\": [0.5]}"), "decode", "/payload is an array"),
        deadLettered("NaN", utf8("{\"text\": \"t\", \"x\": NaN}"), "decode", "not JSON"),
        deadLettered("no id", utf8("{\"text\": \"t\", \"id\": []}"), "decode", "/id is an array"),
        deadLettered("not UTF-8", spoilt(utf8("{\"text\": \"x\"}")), "decode", "is not UTF-8"),
        deadLettered("no key", json("r", SURE), "key", "input.null-key=spread").keyed(null),
        tombstone("a tombstone"),
        truncated("too many tokens", json("too many tokens", words(40))),
        deadLettered(
            "an error of ONNX Runtime",
            json("r", TouchyBundle.ENDS_STAGE_2),
            "stage-2",
            "stage 2: run of 1 rows failed"));
  }

  /** Records that options let pass: {@code input.null-key=spread}. */
  static List<BadRecord> spread() {
    return List.of(answered("no key", text("no key", SURE), 1).keyed(null));
  }

  /** A request without a key of its own. */
  static byte[] text(String id, String text) {
    return avro(id, null, text);
  }

  /** As {@link #text}, in JSON; neither may need escapes. */
  static byte[] json(String id, String text) {
    return utf8("{\"id\": \"%s\", \"text\": \"%s\"}".formatted(id, text));
  }

  private static byte[] payload(Object payload) {
    return avro("r", null, payload);
  }

  private static byte[] avro(String id, @Nullable String key, @Nullable Object payload) {
    InferenceRequest request =
        InferenceRequest.newBuilder().setId(id).setKey(key).setPayload(payload).build();
    try {
      return bytes(InferenceRequest.getEncoder().encode(request));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] command() {
    TuningCommand command =
        TuningCommand.newBuilder().setId("1").setSetting("pin").setValue("0").build();
    try {
      return bytes(TuningCommand.getEncoder().encode(command));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(ByteBuffer encoded) {
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }

  private static String words(int count) {
    return "animala ".repeat(count);
  }

  private static byte[] cut(byte[] value, int bytes) {
    return Arrays.copyOf(value, value.length - bytes);
  }

  private static byte[] longer(byte[] value, int bytes) {
    return Arrays.copyOf(value, value.length + bytes);
  }

  /** With a byte that UTF-8 does not have in the place of its last x. */
  private static byte[] spoilt(byte[] value) {
    byte[] spoilt = value.clone();
    int at = spoilt.length - 1;
    while (spoilt[at] != 'x') {
      at--;
    }
    spoilt[at] = (byte) 0xFF;
    return spoilt;
  }
}
