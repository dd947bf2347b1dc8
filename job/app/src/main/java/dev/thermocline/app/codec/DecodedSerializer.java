package dev.thermocline.app.codec;

import dev.thermocline.app.codec.SourceRecord.Decoded;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializer of requests on their way to the operator. */
public final class DecodedSerializer extends ImmutableSerializer<Decoded> {
  private static final long serialVersionUID = 1L;

  static final DecodedSerializer INSTANCE = new DecodedSerializer();

  @Override
  public Decoded createInstance() {
    return new Decoded(OriginFormat.EMPTY, "", null, "", 0);
  }

  @Override
  public void serialize(Decoded record, DataOutputView target) throws IOException {
    OriginFormat.write(record.origin(), target);
    writeText(record.id(), target);
    writeText(record.key(), target);
    writeText(record.text(), target);
    target.writeLong(record.timestamp());
  }

  @Override
  public Decoded deserialize(DataInputView source) throws IOException {
    return new Decoded(
        OriginFormat.read(source),
        readText(source),
        readNullableText(source),
        readText(source),
        source.readLong());
  }

  @Override
  public TypeSerializerSnapshot<Decoded> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Format of {@link DecodedSerializer}. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Decoded> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
