package dev.thermocline.app.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.thermocline.app.codec.SourceRecord.Decoded;
import dev.thermocline.app.codec.SourceRecord.Undecodable;
import dev.thermocline.schemas.InferenceRequest;
import dev.thermocline.schemas.TuningCommand;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDecoderTest {

  private static final int MAX_BYTES = 100_000;

  private final RequestDecoder decoder = new RequestDecoder(Requests.avro(MAX_BYTES, false));
  private final RequestDecoder spreading = new RequestDecoder(Requests.avro(MAX_BYTES, true));

  private Decoded decoded(Origin origin) {
    return assertThat(decoder.decode(origin)).asInstanceOf(type(Decoded.class)).actual();
  }

  private Undecodable refused(Origin origin) {
    return assertThat(decoder.decode(origin)).asInstanceOf(type(Undecodable.class)).actual();
  }

  private Undecodable refused(byte[] value) {
    return refused(Requests.origin(Requests.utf8("k"), value));
  }

  @Test
  void takesIdKeyTextAndTimeFromTheRequest() {
    InferenceRequest request =
        Requests.text("a thermocline").setKey("k").setTimestamp(Instant.ofEpochMilli(5)).build();
    Origin origin = Requests.origin(request);

    assertThat(decoded(origin)).isEqualTo(new Decoded(origin, "r-1", "k", "a thermocline", 5));
  }

  @ParameterizedTest
  @ValueSource(longs = {1_700_000_000_000_000L, Long.MAX_VALUE, Long.MIN_VALUE})
  void anEventTimeFarFromNowIsTakenAsItIs(long millis) {
    InferenceRequest request =
        Requests.text("t").setTimestamp(Instant.ofEpochMilli(millis)).build();

    assertThat(decoded(Requests.origin(request)).timestamp()).isEqualTo(millis);
  }

  @Test
  void fallsBackToPlaceKafkaKeyAndKafkaTime() {
    Origin origin = Requests.origin(Requests.text("t").setId("").build());

    assertThat(decoded(origin))
        .isEqualTo(new Decoded(origin, "in-3-42", "kafka-key", "t", Requests.KAFKA_TIME));
  }

  @Test
  void emptyKafkaKeyIsAKey() {
    Origin origin = Requests.origin(new byte[0], Requests.bytes(Requests.text("t").build()));

    assertThat(decoded(origin).key()).isEmpty();
  }

  @Test
  void refusesAnIdOrAKeyTooLongToTravelOnEverything() {
    String longest = "\u00e9".repeat(Limits.NAME_BYTES / 2);
    Origin kafkaKey =
        Requests.origin(Requests.utf8(longest + "x"), Requests.bytes(Requests.text("t").build()));

    assertThat(decoded(Requests.origin(Requests.text("t").setId(longest).setKey(longest).build())))
        .isNotNull();
    Undecodable id = refused(Requests.origin(Requests.text("t").setId(longest + "x").build()));
    assertThat(id.stage()).isEqualTo("decode");
    assertThat(id.message()).isEqualTo("id of 1025 bytes; allowed: at most 1024 bytes of UTF-8");
    Undecodable key = refused(Requests.origin(Requests.text("t").setKey(longest + "x").build()));
    assertThat(key.stage()).isEqualTo("key");
    assertThat(key.message()).startsWith("key of 1025 bytes");
    assertThat(refused(kafkaKey).message()).startsWith("Kafka key of 1025 bytes");
  }

  @Test
  void refusesHeadersTooLargeToTravelOnEverythingAndLeavesThemOut() {
    byte[] value = Requests.bytes(Requests.text("t").build());
    List<Header> large = List.of(Requests.TRACE, new Header("blob", new byte[Limits.HEADER_BYTES]));

    Undecodable refused = refused(Requests.origin(Requests.utf8("k"), value, large));

    assertThat(refused.stage()).isEqualTo("headers");
    assertThat(refused.message()).contains("allowed: at most 65536 bytes");
    assertThat(refused.origin().headers()).isEmpty();
    assertThat(refused.origin().value()).isSameAs(value);
  }

  @Test
  void refusesARecordWithoutAnyKey() {
    Origin origin = Requests.origin(null, Requests.bytes(Requests.text("t").build()));

    Undecodable refused = refused(origin);

    assertThat(refused.stage()).isEqualTo("key");
    assertThat(refused.message()).contains("input.null-key=spread");
  }

  @Test
  void spreadsARecordWithoutAnyKeyByItsPlaceWhereAllowed() {
    Origin origin = Requests.origin(null, Requests.bytes(Requests.text("t").build()));

    Decoded decoded =
        assertThat(spreading.decode(origin)).asInstanceOf(type(Decoded.class)).actual();

    assertThat(decoded.key()).isNull();
    assertThat(decoded.orderingKey()).isEqualTo("in-3-42");
  }

  @Test
  void refusesAKafkaKeyThatIsNotUtf8() {
    byte[] value = Requests.bytes(Requests.text("t").build());

    Undecodable refused = refused(Requests.origin(new byte[] {(byte) 0xFF}, value));

    assertThat(refused.stage()).isEqualTo("key");
    assertThat(refused.message()).contains("UTF-8");
  }

  static List<Object> payloadsThatAreNotText() {
    return List.of(
        Map.of("width", Double.NaN),
        List.of(1.0, Double.NaN, Double.POSITIVE_INFINITY),
        ByteBuffer.wrap(new byte[] {1, 2}));
  }

  @ParameterizedTest
  @MethodSource("payloadsThatAreNotText")
  void refusesAPayloadThatIsNotText(Object payload) {
    InferenceRequest request = InferenceRequest.newBuilder().setPayload(payload).build();

    assertThat(refused(Requests.bytes(request)).message()).contains("allowed: text");
  }

  @Test
  void refusesAMissingAndAnEmptyText() {
    InferenceRequest missing = InferenceRequest.newBuilder().build();
    InferenceRequest empty = Requests.text(" \t").build();

    assertThat(refused(Requests.bytes(missing)).message()).contains("missing");
    assertThat(refused(Requests.bytes(empty)).message()).contains("empty");
  }

  @Test
  void refusesBytesWithoutTheHeader() {
    assertThat(refused(new byte[0]).message()).contains("header").contains("C3 01");
    assertThat(refused(Requests.utf8("{\"id\": \"json\"}")).message()).contains("header");
  }

  private static byte[] bytes(TuningCommand command) throws IOException {
    ByteBuffer encoded = TuningCommand.getEncoder().encode(command);
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }

  @Test
  void refusesAnotherRecordsSchemaByItsFingerprint() throws IOException {
    TuningCommand command =
        TuningCommand.newBuilder().setId("1").setSetting("s").setValue("v").build();

    Undecodable refused = refused(bytes(command));

    assertThat(refused.message()).contains("fingerprint").contains("InferenceRequest");
  }

  @Test
  void refusesEveryTruncation() {
    byte[] whole = Requests.bytes(Requests.text("a thermocline").setKey("k").build());

    for (int length = 0; length < whole.length; length++) {
      Undecodable refused = refused(Arrays.copyOf(whole, length));
      assertThat(refused.stage()).isEqualTo("decode");
      assertThat(refused.message()).isNotBlank();
    }
  }

  @Test
  void refusesBytesBehindTheRequest() {
    byte[] whole = Requests.bytes(Requests.text("t").build());

    assertThat(refused(Arrays.copyOf(whole, whole.length + 1)).message())
        .contains("1 bytes follow");
  }

  @Test
  void refusesTextThatIsNotUtf8() {
    byte[] value = Requests.bytes(Requests.text("x").build());
    value[indexOf(value, (byte) 'x')] = (byte) 0xFF;

    assertThat(refused(value).message()).contains("Malformed");
  }

  @Test
  void refusesALengthFarBeyondTheInputWithoutAllocatingIt() {
    byte[] header = Arrays.copyOf(Requests.bytes(Requests.text("x").build()), 10);
    byte[] value = Arrays.copyOf(header, 15);
    // The id's length as a zig-zag varint: 2^31 - 1.
    byte[] length = {(byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};
    System.arraycopy(length, 0, value, 10, length.length);

    assertThat(refused(value).message()).contains("2147483647");
  }

  @Test
  void refusesAValueBeyondTheLimitUndecoded() {
    byte[] value = Requests.bytes(Requests.text("x".repeat(MAX_BYTES)).build());

    assertThat(refused(value).message()).contains("input.max-bytes = " + MAX_BYTES);
  }

  private static int indexOf(byte[] bytes, byte wanted) {
    for (int i = bytes.length - 1; i >= 0; i--) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    throw new AssertionError("no such byte");
  }
}
