package dev.thermocline.app.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.sun.management.ThreadMXBean;
import dev.thermocline.app.codec.SourceRecord.Decoded;
import dev.thermocline.app.codec.SourceRecord.Undecodable;
import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.schemas.InferenceRequest;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/** What holds for every record that is read, whatever the bytes were. */
final class Fuzzed {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Only a length that is believed before the bytes are there takes more. */
  private static final long MOST_BYTES = 256L << 20;

  private static final long MOST_BYTES_EACH = 2_000;

  private Fuzzed() {}

  /** The rules of requests that may come without any key. */
  static RequestRules rules(Format format, FieldPaths fields) {
    return new RequestRules(format, fields, 10_000_000, true);
  }

  /** What a call gives that takes no more memory than so many bytes of input may take. */
  static <T> T within(int size, Callable<T> call) throws Exception {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      return call.call();
    } finally {
      long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertThat(taken)
          .as("bytes of memory for %d bytes of input", size)
          .isLessThan(MOST_BYTES + MOST_BYTES_EACH * size);
    }
  }

  /** A refusal names the place and says why on one line, the original bytes beside it. */
  static void checkRefusal(SourceRecord record, byte[] value) {
    Undecodable refused = assertThat(record).asInstanceOf(type(Undecodable.class)).actual();
    assertThat(refused.stage()).isIn("decode", "key");
    assertThat(refused.message()).isNotBlank().hasLineCount(1);
    assertThat(refused.origin().value()).isSameAs(value);
  }

  /** A request that was read is the same once it is written again, in either format. */
  static void checkWrittenAgain(Decoded request) {
    InferenceRequest same =
        InferenceRequest.newBuilder()
            .setId(request.id())
            .setKey(request.key())
            .setTimestamp(Instant.ofEpochMilli(request.timestamp()))
            .setPayload(request.text())
            .build();
    for (Format format : Format.values()) {
      RequestDecoder decoder = new RequestDecoder(rules(format, FieldPaths.DEFAULTS));
      Origin origin = Requests.origin(null, RecordWriter.bytes(same, format));
      Decoded again = assertThat(decoder.decode(origin)).asInstanceOf(type(Decoded.class)).actual();
      assertThat(said(again)).as(format.toString()).isEqualTo(said(request));
    }
  }

  private static List<Object> said(Decoded request) {
    return Arrays.asList(request.id(), request.key(), request.text(), request.timestamp());
  }
}
