package dev.thermocline.app.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.app.codec.SourceRecord.Decoded;
import dev.thermocline.app.codec.SourceRecord.Undecodable;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SerializersTest {

  @Provide
  Arbitrary<byte[]> bytes() {
    return Arbitraries.bytes().array(byte[].class).ofMaxSize(50);
  }

  private Arbitrary<List<Header>> headers() {
    return Combinators.combine(
            Arbitraries.strings().alpha().ofMaxLength(20), bytes().injectNull(0.2))
        .as(Header::new)
        .list()
        .ofMaxSize(3);
  }

  @Provide
  Arbitrary<Origin> origins() {
    return Combinators.combine(
            Arbitraries.strings().alpha().ofMaxLength(20),
            Arbitraries.integers(),
            Arbitraries.longs(),
            Arbitraries.longs(),
            bytes().injectNull(0.2),
            bytes(),
            headers())
        .as(Origin::new);
  }

  @Property(tries = 200)
  void sourceRecordsComeBackAsTheyWent(
      @ForAll("origins") Origin origin, @ForAll boolean decoded, @ForAll long timestamp)
      throws IOException {
    SourceRecord record =
        decoded
            ? new Decoded(origin, "id", timestamp % 2 == 0 ? null : "kéy", "text", timestamp)
            : new Undecodable(origin, "decode", "E", "why");

    SourceRecord back = roundTrip(RecordType.SOURCE_RECORD, record);

    assertThat(back).usingRecursiveComparison().isEqualTo(record);
  }

  @Property(tries = 200)
  void decodedComeBackAsTheyWent(@ForAll("origins") Origin origin) throws IOException {
    Decoded record = new Decoded(origin, "id", "k", "text".repeat(50_000), 5);

    assertThat(roundTrip(RecordType.DECODED, record)).usingRecursiveComparison().isEqualTo(record);
  }

  @Property(tries = 200)
  void outboundComeBackAsTheyWent(@ForAll("origins") Origin origin) throws IOException {
    Outbound record =
        new Outbound(origin.key(), origin.value(), origin.timestamp(), origin.headers());

    assertThat(roundTrip(RecordType.OUTBOUND, record)).usingRecursiveComparison().isEqualTo(record);
  }

  @Property(tries = 200)
  void originsComeBackAsTheyWent(@ForAll("origins") Origin origin) throws IOException {
    assertThat(roundTrip(RecordType.ORIGIN, origin)).usingRecursiveComparison().isEqualTo(origin);
  }

  static RecordType<?>[] types() {
    return new RecordType<?>[] {
      RecordType.ORIGIN, RecordType.SOURCE_RECORD, RecordType.DECODED, RecordType.OUTBOUND
    };
  }

  @ParameterizedTest
  @MethodSource("types")
  void snapshotRestoresTheSerializer(RecordType<?> type) throws IOException {
    TypeSerializer<?> serializer = serializer(type);

    TypeSerializer<?> restored = serializer.snapshotConfiguration().restoreSerializer();

    assertThat(restored).isEqualTo(serializer);
    assertThat(serializer.isImmutableType()).isTrue();
  }

  @Test
  void positionHashIsFixedAndSpreads() {
    Origin here = new Origin("in", 0, 0, 0, null, new byte[0], List.of());
    Origin next = new Origin("in", 0, 1, 0, null, new byte[0], List.of());

    assertThat(here.positionHash()).isEqualTo(here.positionHash());
    assertThat(Long.bitCount(here.positionHash() ^ next.positionHash())).isBetween(16, 48);
  }

  private static <T> TypeSerializer<T> serializer(TypeInformation<T> type) {
    return type.createSerializer(new SerializerConfigImpl());
  }

  private static <T> T roundTrip(TypeInformation<T> type, T record) throws IOException {
    TypeSerializer<T> serializer = serializer(type);
    DataOutputSerializer written = new DataOutputSerializer(64);
    serializer.serialize(record, written);
    DataOutputSerializer copied = new DataOutputSerializer(64);
    serializer.copy(new DataInputDeserializer(written.getCopyOfBuffer()), copied);
    DataInputDeserializer source = new DataInputDeserializer(copied.getCopyOfBuffer());

    T back = serializer.deserialize(source);

    assertThat(source.available()).isZero();
    return back;
  }
}
