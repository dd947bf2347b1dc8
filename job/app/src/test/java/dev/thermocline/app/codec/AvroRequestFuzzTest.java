package dev.thermocline.app.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.thermocline.app.codec.SourceRecord.Decoded;
import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.schemas.InferenceRequest;
import java.util.Arrays;

/**
 * Whatever bytes an Avro topic holds, they are read as what they say or refused, at a bounded cost.
 * An input that does not begin as the encoding does is what stands behind a good header.
 */
class AvroRequestFuzzTest {
  private static final byte MARK = (byte) 0xC3;
  private static final byte[] HEADER =
      Arrays.copyOf(Requests.bytes(Requests.text("x").build()), 10);

  private final RequestDecoder decoder =
      new RequestDecoder(Fuzzed.rules(Format.SINGLE_OBJECT, FieldPaths.DEFAULTS));
  private final SingleObjectReader<InferenceRequest> reader =
      new SingleObjectReader<>(InferenceRequest.class);

  @FuzzTest
  void isReadOrRefused(byte[] input) throws Exception {
    byte[] value = input.length > 0 && input[0] == MARK ? input : behindHeader(input);

    SourceRecord record =
        Fuzzed.within(value.length, () -> decoder.decode(Requests.origin(null, value)));

    if (record instanceof Decoded decoded) {
      InferenceRequest request = reader.read(value);
      assertThat(reader.read(RecordWriter.bytes(request, Format.SINGLE_OBJECT))).isEqualTo(request);
      Fuzzed.checkWrittenAgain(decoded);
    } else {
      Fuzzed.checkRefusal(record, value);
    }
  }

  private static byte[] behindHeader(byte[] body) {
    byte[] value = Arrays.copyOf(HEADER, HEADER.length + body.length);
    System.arraycopy(body, 0, value, HEADER.length, body.length);
    return value;
  }
}
