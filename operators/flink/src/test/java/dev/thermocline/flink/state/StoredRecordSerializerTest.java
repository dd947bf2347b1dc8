package dev.thermocline.flink.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.HexFormat;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.DateSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class StoredRecordSerializerTest {
  private static final StoredRecordSerializer<String> TEXTS =
      new StoredRecordSerializer<>(StringSerializer.INSTANCE);

  @Property(tries = 200)
  void recordsComeBackAsTheyWentAlsoCopiedAsBytes(
      @ForAll long sequence,
      @ForAll boolean timestamped,
      @ForAll long timestamp,
      @ForAll String text)
      throws IOException {
    StoredRecord<String> record =
        new StoredRecord<>(sequence, timestamped, timestamped ? timestamp : 0, text);
    DataOutputSerializer written = new DataOutputSerializer(64);
    TEXTS.serialize(record, written);
    DataOutputSerializer copied = new DataOutputSerializer(64);
    TEXTS.copy(new DataInputDeserializer(written.getCopyOfBuffer()), copied);
    DataInputDeserializer source = new DataInputDeserializer(copied.getCopyOfBuffer());

    assertThat(TEXTS.deserialize(source)).isEqualTo(record);
    assertThat(source.available()).isZero();
  }

  @Test
  void copiesAreOfTheValueWhereThatMayChange() {
    Date date = new Date(5);
    StoredRecord<Date> record = new StoredRecord<>(1, true, 2, date);

    StoredRecord<Date> copy = new StoredRecordSerializer<>(DateSerializer.INSTANCE).copy(record);

    assertThat(copy).isEqualTo(record);
    assertThat(copy.value()).isNotSameAs(date);
  }

  @Test
  void checkpointsOfVersion1CanBeRead() throws IOException {
    DataInputDeserializer source = new DataInputDeserializer(resource("stored-record-1.hex"));
    TypeSerializerSnapshot<StoredRecord<String>> old =
        TypeSerializerSnapshot.readVersionedSnapshot(source, getClass().getClassLoader());

    assertThat(TEXTS.snapshotConfiguration().resolveSchemaCompatibility(old).isCompatibleAsIs())
        .isTrue();
    TypeSerializer<StoredRecord<String>> reader = old.restoreSerializer();
    assertThat(reader.deserialize(source)).isEqualTo(new StoredRecord<>(7, true, 1234, "text"));
    assertThat(reader.deserialize(source)).isEqualTo(new StoredRecord<>(8, false, 0, ""));
    assertThat(source.available()).isZero();
  }

  @Test
  void stateOfAnotherInputTypeIsRefused() {
    TypeSerializerSnapshot<StoredRecord<Long>> other =
        new StoredRecordSerializer<>(LongSerializer.INSTANCE).snapshotConfiguration();

    @SuppressWarnings({"unchecked", "rawtypes"})
    boolean incompatible =
        TEXTS
            .snapshotConfiguration()
            .resolveSchemaCompatibility((TypeSerializerSnapshot) other)
            .isIncompatible();

    assertThat(incompatible).isTrue();
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(
            StoredRecordSerializerTest.class.getResourceAsStream("/state/" + name), name)) {
      String hex = new String(file.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }
  }
}
