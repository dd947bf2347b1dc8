package dev.thermocline.app.codec;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.thermocline.app.codec.SourceRecord.Decoded;
import dev.thermocline.flink.config.JobOptions.Format;
import java.util.List;

/** Whatever bytes a JSON topic holds, they are read as what they say or refused, at little cost. */
class JsonRequestFuzzTest {
  private final List<RequestDecoder> decoders =
      List.of(
          new RequestDecoder(Fuzzed.rules(Format.JSON, FieldPaths.DEFAULTS)),
          new RequestDecoder(
              Fuzzed.rules(Format.JSON, new FieldPaths("a.id", "a.key", "t", "a.b"))));

  @DictionaryFile(resourcePath = "/dev/thermocline/app/json.dict")
  @FuzzTest
  void isReadOrRefused(byte[] value) throws Exception {
    for (RequestDecoder decoder : decoders) {
      SourceRecord record =
          Fuzzed.within(value.length, () -> decoder.decode(Requests.origin(null, value)));

      if (record instanceof Decoded decoded) {
        Fuzzed.checkWrittenAgain(decoded);
      } else {
        Fuzzed.checkRefusal(record, value);
      }
    }
  }
}
