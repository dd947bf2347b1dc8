package dev.thermocline.app.codec;

import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.schemas.DeadLetter;
import dev.thermocline.schemas.Prediction;
import dev.thermocline.schemas.TuningCommand;
import org.apache.avro.specific.SpecificRecord;

/**
 * Reads what the job writes and commands, in any format and of every released version. Not
 * thread-safe.
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

  /** A reader of the control topic, each record of which may be in a format of its own. */
  public static RecordReader<TuningCommand> commands() {
    SingleObjectReader<TuningCommand> avro = new SingleObjectReader<>(TuningCommand.class);
    JsonReader<TuningCommand> json = new JsonReader<>(TuningCommand.class);
    return new RecordReader<>(
        value -> SingleObjectReader.marked(value) ? avro.read(value) : json.read(value));
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
