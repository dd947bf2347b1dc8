package dev.thermocline.app.codec;

import dev.thermocline.app.codec.SourceRecord.Decoded;
import dev.thermocline.app.codec.SourceRecord.Undecodable;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializer of what the source emits. */
public final class SourceRecordSerializer extends ImmutableSerializer<SourceRecord> {
  private static final long serialVersionUID = 1L;

  static final SourceRecordSerializer INSTANCE = new SourceRecordSerializer();

  @Override
  public SourceRecord createInstance() {
    return DecodedSerializer.INSTANCE.createInstance();
  }

  @Override
  public void serialize(SourceRecord record, DataOutputView target) throws IOException {
    target.writeBoolean(record instanceof Decoded);
    if (record instanceof Decoded decoded) {
      DecodedSerializer.INSTANCE.serialize(decoded, target);
    } else if (record instanceof Undecodable undecodable) {
      OriginFormat.write(undecodable.origin(), target);
      writeText(undecodable.stage(), target);
      writeText(undecodable.errorClass(), target);
      writeText(undecodable.message(), target);
    }
  }

  @Override
  public SourceRecord deserialize(DataInputView source) throws IOException {
    if (source.readBoolean()) {
      return DecodedSerializer.INSTANCE.deserialize(source);
    }
    return new Undecodable(
        OriginFormat.read(source), readText(source), readText(source), readText(source));
  }

  @Override
  public TypeSerializerSnapshot<SourceRecord> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Format of {@link SourceRecordSerializer}. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<SourceRecord> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
