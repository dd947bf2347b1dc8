package dev.thermocline.app.codec;

import java.io.IOException;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How the Kafka record inside our records is written between subtasks. */
final class OriginFormat {

  static final Origin EMPTY = new Origin("", 0, 0, 0, null, new byte[0], List.of());

  private OriginFormat() {}

  static void write(Origin origin, DataOutputView target) throws IOException {
    ImmutableSerializer.writeText(origin.topic(), target);
    target.writeInt(origin.partition());
    target.writeLong(origin.offset());
    target.writeLong(origin.timestamp());
    ImmutableSerializer.writeBytes(origin.key(), target);
    ImmutableSerializer.writeBytes(origin.value(), target);
    HeadersFormat.write(origin.headers(), target);
  }

  static Origin read(DataInputView source) throws IOException {
    return new Origin(
        ImmutableSerializer.readText(source),
        source.readInt(),
        source.readLong(),
        source.readLong(),
        ImmutableSerializer.readNullableBytes(source),
        ImmutableSerializer.readBytes(source),
        HeadersFormat.read(source));
  }
}
