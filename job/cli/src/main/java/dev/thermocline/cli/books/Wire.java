package dev.thermocline.cli.books;

import dev.thermocline.app.codec.DecodeException;
import dev.thermocline.app.codec.RecordReader;
import dev.thermocline.app.codec.RequestDecoder;
import dev.thermocline.app.codec.RequestRules;
import dev.thermocline.app.codec.SourceRecord;
import dev.thermocline.app.codec.SourceRecord.Decoded;
import dev.thermocline.app.kafka.KafkaOrigin;
import dev.thermocline.flink.config.JobOptions;
import dev.thermocline.schemas.DeadLetter;
import dev.thermocline.schemas.Prediction;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** What the bytes of a job's topics say, read as the job reads and writes them. Not thread-safe. */
public final class Wire {

  private final RequestDecoder requests;
  private final RecordReader<Prediction> predictions;
  private final RecordReader<DeadLetter> deadLetters;

  /**
   * What a job with these options reads and writes.
   *
   * @param options the job's options; what they leave out has its default
   */
  public Wire(Configuration options) {
    RequestRules rules = RequestRules.of(options);
    // Whatever the job refuses lies in its dead letters by place; an account needs no limits.
    this.requests =
        new RequestDecoder(new RequestRules(rules.format(), rules.fields(), Long.MAX_VALUE, true));
    this.predictions = RecordReader.predictions(JobOptions.outputFormat(options));
    this.deadLetters = RecordReader.deadLetters(JobOptions.outputFormat(options));
  }

  /**
   * What a request is booked under.
   *
   * @param id its id, or its place where it has none or cannot be read
   * @param key the key it is ordered by; null = none
   */
  record Name(String id, @Nullable String key) {}

  Name name(ConsumerRecord<byte[], byte[]> record) {
    SourceRecord source = requests.decode(KafkaOrigin.of(record));
    return source instanceof Decoded decoded
        ? new Name(decoded.id(), decoded.key())
        : new Name(source.origin().place(), null);
  }

  Prediction prediction(byte[] value) throws DecodeException {
    return predictions.read(value);
  }

  DeadLetter deadLetter(byte[] value) throws DecodeException {
    return deadLetters.read(value);
  }
}
