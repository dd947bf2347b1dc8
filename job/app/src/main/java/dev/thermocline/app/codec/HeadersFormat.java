package dev.thermocline.app.codec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How Kafka headers are written between subtasks. */
final class HeadersFormat {

  private HeadersFormat() {}

  static void write(List<Header> headers, DataOutputView target) throws IOException {
    target.writeInt(headers.size());
    for (Header header : headers) {
      ImmutableSerializer.writeText(header.name(), target);
      ImmutableSerializer.writeBytes(header.value(), target);
    }
  }

  static List<Header> read(DataInputView source) throws IOException {
    int count = source.readInt();
    List<Header> headers = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      headers.add(
          new Header(
              ImmutableSerializer.readText(source), ImmutableSerializer.readNullableBytes(source)));
    }
    return headers;
  }
}
