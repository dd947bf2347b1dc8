package dev.thermocline.app.codec;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Serializer of Kafka records that are not decoded yet. */
public final class OriginSerializer extends ImmutableSerializer<Origin> {
  private static final long serialVersionUID = 1L;

  static final OriginSerializer INSTANCE = new OriginSerializer();

  @Override
  public Origin createInstance() {
    return OriginFormat.EMPTY;
  }

  @Override
  public void serialize(Origin record, DataOutputView target) throws IOException {
    OriginFormat.write(record, target);
  }

  @Override
  public Origin deserialize(DataInputView source) throws IOException {
    return OriginFormat.read(source);
  }

  @Override
  public TypeSerializerSnapshot<Origin> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Format of {@link OriginSerializer}. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Origin> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
