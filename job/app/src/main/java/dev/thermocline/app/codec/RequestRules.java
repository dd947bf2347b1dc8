package dev.thermocline.app.codec;

import dev.thermocline.flink.config.JobOptions;
import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.flink.config.JobOptions.NullKey;
import java.io.Serializable;
import org.apache.flink.configuration.ReadableConfig;

/**
 * How a request is written, and what it may be beyond that.
 *
 * @param format how requests are written
 * @param fields where the fields of a JSON request lie
 * @param maxBytes longest Kafka value that is decoded, in bytes
 * @param spreadsNullKeys whether a record without any key is taken, in no order
 */
public record RequestRules(Format format, FieldPaths fields, long maxBytes, boolean spreadsNullKeys)
    implements Serializable {

  /**
   * What a job's options say.
   *
   * @param config options that passed the validator
   */
  public static RequestRules of(ReadableConfig config) {
    return new RequestRules(
        config.get(JobOptions.INPUT_FORMAT),
        new FieldPaths(
            config.get(JobOptions.INPUT_ID_FIELD),
            config.get(JobOptions.INPUT_KEY_FIELD),
            config.getOptional(JobOptions.INPUT_TEXT_FIELD).orElse(null),
            config.get(JobOptions.INPUT_TIMESTAMP_FIELD)),
        config.get(JobOptions.INPUT_MAX_BYTES).getBytes(),
        config.get(JobOptions.INPUT_NULL_KEY) == NullKey.SPREAD);
  }
}
