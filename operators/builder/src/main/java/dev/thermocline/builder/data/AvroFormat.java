package dev.thermocline.builder.data;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** An Avro object container of records; codecs null, deflate and bzip2. */
final class AvroFormat implements ExampleReader.Format {
  private static final Set<Schema.Type> NAMEABLE =
      EnumSet.of(
          Schema.Type.STRING,
          Schema.Type.ENUM,
          Schema.Type.INT,
          Schema.Type.LONG,
          Schema.Type.BOOLEAN,
          Schema.Type.NULL);
  private static final int SYNC_BYTES = 16;
  private static final Set<Schema.Type> TEXTUAL = EnumSet.of(Schema.Type.STRING, Schema.Type.NULL);

  @Override
  public void read(Path file, Consumer<Example> sink) throws IOException {
    long number = 0;
    try (DataFileReader<GenericRecord> records =
        new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
      requireColumns(file, records.getSchema());
      requireWhole(file, records.previousSync());
      while (records.hasNext()) {
        GenericRecord row = records.next();
        String place = "record " + ++number;
        sink.accept(fields(row).toExample(file, number, place));
      }
    } catch (DataException e) {
      throw e;
    } catch (AvroRuntimeException | IOException e) {
      throw DataException.at(
          file,
          number == 0 ? "at its head" : "after record " + number,
          e.getMessage() + "; it must be an Avro object container: write it again");
    } catch (NoClassDefFoundError e) {
      throw DataException.at(
          file,
          "at its head",
          "its codec needs the absent class "
              + e.getMessage()
              + "; allowed codecs are null, deflate and bzip2: write it with one of these");
    }
  }

  /** Every block ends with the header's sync marker; the library takes a cut block for the end. */
  private static void requireWhole(Path file, long headerEnd) throws IOException {
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "r")) {
      byte[] marker = new byte[SYNC_BYTES];
      byte[] last = new byte[SYNC_BYTES];
      bytes.seek(headerEnd - SYNC_BYTES);
      bytes.readFully(marker);
      bytes.seek(bytes.length() - SYNC_BYTES);
      bytes.readFully(last);
      if (!Arrays.equals(marker, last)) {
        throw DataException.at(
            file,
            "at its end",
            "the last block is cut off; a container ends with its sync marker: copy it again");
      }
    }
  }

  private static Fields fields(GenericRecord row) {
    return new Fields(
        field(row, ExampleReader.TEXT),
        field(row, ExampleReader.LABEL),
        field(row, ExampleReader.ID),
        field(row, ExampleReader.GROUP));
  }

  private static @Nullable String field(GenericRecord row, String name) {
    Object value = row.hasField(name) ? row.get(name) : null;
    return value == null ? null : value.toString();
  }

  private static void requireColumns(Path file, Schema schema) throws DataException {
    if (schema.getType() != Schema.Type.RECORD || schema.getField(ExampleReader.TEXT) == null) {
      throw DataException.at(
          file,
          "schema " + schema.getFullName(),
          "it has no field text; allowed are records with text (required), label, id, group");
    }
    requireType(file, schema, ExampleReader.TEXT, TEXTUAL);
    requireType(file, schema, ExampleReader.LABEL, NAMEABLE);
    requireType(file, schema, ExampleReader.ID, NAMEABLE);
    requireType(file, schema, ExampleReader.GROUP, NAMEABLE);
  }

  private static void requireType(Path file, Schema schema, String name, Set<Schema.Type> allowed)
      throws DataException {
    Schema.Field field = schema.getField(name);
    if (field == null) {
      return;
    }
    boolean fits =
        field.schema().isUnion()
            ? field.schema().getTypes().stream().allMatch(part -> allowed.contains(part.getType()))
            : allowed.contains(field.schema().getType());
    if (!fits) {
      throw DataException.at(
          file,
          "schema " + schema.getFullName(),
          "field " + name + " is " + field.schema() + "; allowed are " + allowed);
    }
  }
}
