package dev.thermocline.app.codec;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializer of encoded records on their way to a sink. */
public final class OutboundSerializer extends ImmutableSerializer<Outbound> {
  private static final long serialVersionUID = 1L;

  static final OutboundSerializer INSTANCE = new OutboundSerializer();

  @Override
  public Outbound createInstance() {
    return new Outbound(null, new byte[0], 0, List.of());
  }

  @Override
  public void serialize(Outbound record, DataOutputView target) throws IOException {
    writeBytes(record.key(), target);
    writeBytes(record.value(), target);
    target.writeLong(record.timestamp());
    HeadersFormat.write(record.headers(), target);
  }

  @Override
  public Outbound deserialize(DataInputView source) throws IOException {
    return new Outbound(
        readNullableBytes(source),
        readBytes(source),
        source.readLong(),
        HeadersFormat.read(source));
  }

  @Override
  public TypeSerializerSnapshot<Outbound> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Format of {@link OutboundSerializer}. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Outbound> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
