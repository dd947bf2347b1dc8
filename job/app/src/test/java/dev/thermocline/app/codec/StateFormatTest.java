package dev.thermocline.app.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.app.codec.SourceRecord.Decoded;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

/**
 * Requests in flight are part of checkpoints and savepoints. Another format of requests needs a
 * serializer and a snapshot class beside these, and a file beside this one.
 */
class StateFormatTest {
  private static final String VERSION_1 = "/state/decoded-1.hex";

  private static final Decoded FULL =
      new Decoded(
          new Origin(
              "in",
              3,
              4_000_000_000L,
              1_700_000_000_000L,
              new byte[] {1, 2},
              new byte[] {9, 8, 7},
              List.of(
                  new Header("traceparent", "00-ab".getBytes(StandardCharsets.UTF_8)),
                  new Header("empty", null))),
          "id-1",
          "kéy",
          "a small animal",
          1_700_000_000_001L);

  private static final Decoded BARE =
      new Decoded(new Origin("in", 0, 0, 0, null, new byte[0], List.of()), "in-0-0", null, "t", 0);

  @Test
  void checkpointsOfVersion1CanBeRead() throws IOException {
    DataInputDeserializer source = new DataInputDeserializer(version1());
    TypeSerializerSnapshot<Decoded> old =
        TypeSerializerSnapshot.readVersionedSnapshot(source, getClass().getClassLoader());

    assertThat(
            DecodedSerializer.INSTANCE
                .snapshotConfiguration()
                .resolveSchemaCompatibility(old)
                .isIncompatible())
        .isFalse();
    Decoded full = old.restoreSerializer().deserialize(source);
    Decoded bare = old.restoreSerializer().deserialize(source);
    assertThat(List.of(full, bare)).usingRecursiveComparison().isEqualTo(List.of(FULL, BARE));
    assertThat(source.available()).isZero();
  }

  @Test
  void aFormatThatWritesOtherBytesIsAnotherVersion() throws IOException {
    DataOutputSerializer written = new DataOutputSerializer(256);
    TypeSerializerSnapshot.writeVersionedSnapshot(
        written, DecodedSerializer.INSTANCE.snapshotConfiguration());
    DecodedSerializer.INSTANCE.serialize(FULL, written);
    DecodedSerializer.INSTANCE.serialize(BARE, written);

    assertThat(HexFormat.of().formatHex(written.getCopyOfBuffer()))
        .isEqualTo(HexFormat.of().formatHex(version1()));
  }

  private static byte[] version1() throws IOException {
    try (InputStream file =
        Objects.requireNonNull(StateFormatTest.class.getResourceAsStream(VERSION_1), VERSION_1)) {
      String hex = new String(file.readAllBytes(), StandardCharsets.US_ASCII);
      return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
    }
  }
}
