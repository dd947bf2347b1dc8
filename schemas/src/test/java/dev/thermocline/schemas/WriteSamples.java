package dev.thermocline.schemas;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;

/** Writes the samples with the present schemas; run once when a version is released. */
final class WriteSamples {

  private WriteSamples() {}

  /**
   * Writes one Avro file per record.
   *
   * @param args the folder to write to, such as {@code src/test/resources/published/2}
   */
  public static void main(String[] args) throws IOException {
    Path folder = Files.createDirectories(Path.of(args[0]));
    for (var entry : Samples.all().entrySet()) {
      write(folder.resolve(entry.getKey() + ".avro"), entry.getValue());
    }
  }

  private static void write(Path file, List<? extends SpecificRecordBase> records)
      throws IOException {
    Schema schema = records.get(0).getSchema();
    SpecificDatumWriter<SpecificRecordBase> writer =
        new SpecificDatumWriter<>(schema, records.get(0).getSpecificData());
    try (DataFileWriter<SpecificRecordBase> out = new DataFileWriter<>(writer)) {
      out.create(schema, file.toFile());
      for (SpecificRecordBase each : records) {
        out.append(each);
      }
    }
  }
}
