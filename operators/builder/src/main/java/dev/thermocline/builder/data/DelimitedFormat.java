package dev.thermocline.builder.data;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Separated values with a header line, quoted as in RFC 4180, UTF-8; blank lines are skipped. */
final class DelimitedFormat implements ExampleReader.Format {
  private static final int BYTE_ORDER_MARK = 0xFEFF;

  private final ObjectReader rows;

  DelimitedFormat(char separator) {
    rows =
        new CsvMapper()
            .readerFor(String[].class)
            .with(CsvParser.Feature.WRAP_AS_ARRAY)
            .with(CsvParser.Feature.SKIP_EMPTY_LINES)
            .with(CsvSchema.emptySchema().withColumnSeparator(separator));
  }

  @Override
  public void read(Path file, Consumer<Example> sink) throws IOException {
    long line = 1;
    try (BufferedReader reader = open(file);
        MappingIterator<String[]> records = rows.readValues(reader)) {
      if (!records.hasNextValue()) {
        throw new DataException(file + " is empty; it must begin with a header line naming text");
      }
      Header header = Header.of(file, Arrays.asList(records.nextValue()));
      long number = 0;
      line = line(records);
      while (records.hasNextValue()) {
        String place = "record " + (number + 1) + " on line " + line(records);
        Fields fields = header.fields(file, place, records.nextValue());
        sink.accept(fields.toExample(file, ++number, place));
        line = line(records);
      }
    } catch (JsonProcessingException e) {
      throw DataException.at(
          file,
          "from line " + line + " on",
          e.getOriginalMessage() + "; quote fields as RFC 4180 says: mend the record");
    } catch (CharacterCodingException e) {
      throw DataException.at(
          file, "from line " + line + " on", "bytes are not UTF-8; save it as UTF-8");
    }
  }

  private static long line(MappingIterator<String[]> records) {
    return records.getCurrentLocation().getLineNr();
  }

  private static BufferedReader open(Path file) throws IOException {
    BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
    reader.mark(1);
    if (reader.read() != BYTE_ORDER_MARK) {
      reader.reset();
    }
    return reader;
  }

  /** Where the columns stand; negative when absent. */
  private record Header(int width, int text, int label, int id, int group) {

    static Header of(Path file, List<String> names) throws DataException {
      for (String name : List.of("text", "label", "id", "group")) {
        if (names.indexOf(name) != names.lastIndexOf(name)) {
          throw DataException.at(
              file, "line 1", "column " + name + " stands twice in " + names + "; drop one");
        }
      }
      if (!names.contains(ExampleReader.TEXT)) {
        throw DataException.at(
            file,
            "line 1",
            "the header "
                + names
                + " has no column text; allowed are text (required), label, id, group: rename one");
      }
      return new Header(
          names.size(),
          names.indexOf(ExampleReader.TEXT),
          names.indexOf(ExampleReader.LABEL),
          names.indexOf(ExampleReader.ID),
          names.indexOf(ExampleReader.GROUP));
    }

    Fields fields(Path file, String place, String[] row) throws DataException {
      if (row.length != width) {
        throw DataException.at(
            file,
            place,
            row.length
                + " columns stand there where the header names "
                + width
                + "; quote separators and line breaks inside fields");
      }
      return new Fields(at(row, text), at(row, label), at(row, id), at(row, group));
    }

    private static @Nullable String at(String[] row, int column) {
      return column < 0 ? null : row[column];
    }
  }
}
