package dev.thermocline.app.codec;

import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.schemas.DeadLetter;
import dev.thermocline.schemas.InferenceRequest;
import dev.thermocline.schemas.Prediction;
import dev.thermocline.schemas.TuningCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.message.BinaryMessageEncoder;

/** Writes generated records as Kafka values, in any format. */
public final class RecordWriter {

  private RecordWriter() {}

  public static byte[] bytes(InferenceRequest request, Format format) {
    return bytes(request, InferenceRequest.getEncoder(), format);
  }

  public static byte[] bytes(Prediction prediction, Format format) {
    return bytes(prediction, Prediction.getEncoder(), format);
  }

  public static byte[] bytes(DeadLetter letter, Format format) {
    return bytes(letter, DeadLetter.getEncoder(), format);
  }

  public static byte[] bytes(TuningCommand command, Format format) {
    return bytes(command, TuningCommand.getEncoder(), format);
  }

  private static <T extends IndexedRecord> byte[] bytes(
      T record, BinaryMessageEncoder<T> avro, Format format) {
    return switch (format) {
      case SINGLE_OBJECT -> singleObject(record, avro);
      case JSON -> JsonWriter.bytes(record);
    };
  }

  private static <T extends IndexedRecord> byte[] singleObject(
      T record, BinaryMessageEncoder<T> avro) {
    try {
      ByteBuffer encoded = avro.encode(record);
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode " + record.getSchema().getName(), e);
    }
  }
}
