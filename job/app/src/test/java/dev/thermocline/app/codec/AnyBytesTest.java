package dev.thermocline.app.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.sun.management.ThreadMXBean;
import dev.thermocline.flink.config.JobOptions.Format;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever the bytes are, they are read or refused, and cost no more than they weigh. */
class AnyBytesTest {

  private static final FieldPaths NESTED = new FieldPaths("a.id", "a.key", "t", "a.b");

  private final List<RequestDecoder> decoders =
      List.of(
          new RequestDecoder(Requests.avro(100_000, true)),
          new RequestDecoder(Requests.json(FieldPaths.DEFAULTS)),
          new RequestDecoder(Requests.json(NESTED)));

  private void decode(byte[] value) {
    for (RequestDecoder decoder : decoders) {
      SourceRecord record = decoder.decode(Requests.origin(null, value));

      assertThat(record.origin().value()).isSameAs(value);
    }
  }

  @Property(tries = 1000)
  void anyBytes(@ForAll byte[] value) {
    decode(value);
  }

  @Property(tries = 1000)
  void anyBytesBehindAGoodHeader(@ForAll byte[] body) {
    byte[] header = Arrays.copyOf(Requests.bytes(Requests.text("x").build()), 10);
    byte[] value = Arrays.copyOf(header, header.length + body.length);
    System.arraycopy(body, 0, value, header.length, body.length);

    decode(value);
  }

  @Provide
  Arbitrary<String> nearlyJson() {
    return Arbitraries.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"id\"",
            "\"text\"",
            "\"t\"",
            "\"a\"",
            "\"b\"",
            "1",
            "-1.5e3",
            "null",
            "true",
            "\"\\ud800\"",
            "\"2026-01-01T00:00:00Z\"",
            " ",
            "NaN",
            "\\")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }

  @Property(tries = 2000)
  void whatLooksLikeJson(@ForAll("nearlyJson") String text) {
    decode(text.getBytes(StandardCharsets.UTF_8));
  }

  @Provide
  Arbitrary<byte[]> spoilt() {
    Arbitrary<byte[]> whole =
        Arbitraries.of(
            Requests.bytes(Requests.text("a thermocline").setKey("k").build()),
            Requests.utf8(
                "{\"id\":\"r\",\"key\":1,\"timestamp\":5,\"text\":\"a\",\"a\":{\"id\":2,\"b\":3}}"));
    return Combinators.combine(whole, Arbitraries.integers().between(0, 60), Arbitraries.bytes())
        .as(
            (bytes, at, spoil) -> {
              byte[] copy = bytes.clone();
              copy[at % copy.length] = spoil;
              return copy;
            });
  }

  @Property(tries = 2000)
  void aGoodRequestWithOneByteSpoilt(@ForAll("spoilt") byte[] value) {
    decode(value);
  }

  /** As large as a length prefix may claim to be. */
  private static byte[] claimingTwoGigabytes(Format format) {
    if (format == Format.JSON) {
      return Requests.utf8("{\"text\": \"x\", \"id\": 2147483647");
    }
    byte[] value = Arrays.copyOf(Requests.bytes(Requests.text("x").build()), 15);
    byte[] length = {(byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x0F};
    System.arraycopy(length, 0, value, 10, length.length);
    return value;
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void aRefusalAllocatesInProportionToTheBytes(Format format) {
    RequestDecoder decoder =
        new RequestDecoder(new RequestRules(format, FieldPaths.DEFAULTS, 10_000_000, true));
    Origin origin = Requests.origin(null, claimingTwoGigabytes(format));
    decoder.decode(origin);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    long before = threads.getCurrentThreadAllocatedBytes();
    decoder.decode(origin);
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(allocated).isLessThan(1_000_000);
  }

  @Property(tries = 1000)
  void readersOfTheOutputRefuseAnyBytesToo(@ForAll byte[] value) {
    for (Format format : Format.values()) {
      assertThatCode(() -> RecordReader.predictions(format).read(value))
          .isInstanceOf(DecodeException.class);
      assertThatCode(() -> RecordReader.deadLetters(format).read(value))
          .isInstanceOf(DecodeException.class);
    }
  }
}
