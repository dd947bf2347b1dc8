package dev.thermocline.app.codec;

import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.schemas.DeadLetter;
import dev.thermocline.schemas.Prediction;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads what the job writes, in any format and of every released version. Not thread-safe.
 *
 * <p>In JSON a null where the schema has a number reads as NaN.
 */
public final class RecordReader<T> {

  private final Source<T> source;

  private RecordReader(Source<T> source) {
    this.source = source;
  }

  /** A reader of the output topic. */
  public static RecordReader<Prediction> predictions(Format format) {
    return of(Prediction.class, format);
  }

  /** A reader of the dead-letter topic. */
  public static RecordReader<DeadLetter> deadLetters(Format format) {
    return of(DeadLetter.class, format);
  }

  private static <T extends SpecificRecord> RecordReader<T> of(Class<T> type, Format format) {
    return new RecordReader<>(
        switch (format) {
          case SINGLE_OBJECT -> new SingleObjectReader<>(type)::read;
          case JSON -> new JsonReader<>(type)::read;
        });
  }

  /**
   * Reads one record.
   *
   * @param value Kafka value
   * @throws DecodeException if the bytes are anything but exactly one record
   */
  public T read(byte[] value) throws DecodeException {
    return source.read(value);
  }

  private interface Source<T> {
    T read(byte[] value) throws DecodeException;
  }
}
