package dev.thermocline.builder.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExampleReaderTest {
  @TempDir private Path directory;

  @Test
  void readsJsonLinesWithDefaultsForWhatIsAbsent() throws Exception {
    Path file =
        write(
            "a.jsonl",
            """
            {"id":"7","text":"first, \\"quoted\\"","label":"x","group":"g","more":[1]}

            {"text":"zweiter ä\\u0301 😀","label":3}
            {"text":"third","label":null}
            """);

    assertThat(ExampleReader.readAll(file))
        .containsExactly(
            new Example("7", "first, \"quoted\"", "x", "g"),
            new Example("a.jsonl:2", "zweiter ä\u0301 😀", "3", "a.jsonl:2"),
            new Example("a.jsonl:3", "third", null, "a.jsonl:3"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void readsQuotedCsvWithEitherLineEnd(String lineEnd) throws Exception {
    String csv =
        String.join(
            "\n",
            "\uFEFFlabel,text,extra,id",
            "x,\"comma, \"\"quote\"\" and",
            "a line\",1,r1",
            ",plain ä,,r2",
            "",
            "\"y\", spaces kept ,,r3",
            "");
    Path file = write("a.csv", csv.replace("\n", lineEnd));

    assertThat(ExampleReader.readAll(file))
        .containsExactly(
            new Example("r1", "comma, \"quote\" and" + lineEnd + "a line", "x", "r1"),
            new Example("r2", "plain ä", null, "r2"),
            new Example("r3", " spaces kept ", "y", "r3"));
  }

  @Test
  void readsTsv() throws Exception {
    Path file = write("a.TSV", "text\tgroup\none, two\tg1\n\"tab\tinside\"\tg1\n");

    assertThat(ExampleReader.readAll(file))
        .containsExactly(
            new Example("a.TSV:1", "one, two", null, "g1"),
            new Example("a.TSV:2", "tab\tinside", null, "g1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "deflate", "bzip2"})
  void readsAvroContainers(String codec) throws Exception {
    Schema schema =
        SchemaBuilder.record("Row")
            .fields()
            .requiredString("text")
            .optionalLong("label")
            .endRecord();
    Path file =
        avro(
            schema,
            codec,
            new GenericRecordBuilder(schema).set("text", "ä").set("label", 4L).build());

    assertThat(ExampleReader.readAll(file))
        .containsExactly(new Example("a.avro:1", "ä", "4", "a.avro:1"));
  }

  @Test
  void handsOutWhatStandsBeforeAFault() throws Exception {
    Path file = write("a.jsonl", "{\"text\":\"good\"}\n{\"text\":\n");
    List<Example> seen = new ArrayList<>();

    assertThatThrownBy(() -> ExampleReader.read(file, seen::add)).isInstanceOf(DataException.class);

    assertThat(seen).extracting(Example::text).containsExactly("good");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"text\":          | character",
        "[\"text\"]          | one object",
        "{\"text\":1}        | column text is a JSON NUMBER; a string is allowed",
        "{\"text\":\"  \"}   | column text is blank",
        "{\"label\":\"x\"}   | column text is missing",
        "{\"text\":\"a\"} {} | one JSON object",
        "{\"text\":\"a\",\"label\":{}} | column label is a JSON OBJECT",
      })
  void namesFileLineAndColumnOfABadJsonLine(String line, String expected) throws Exception {
    Path file = write("bad.jsonl", "{\"text\":\"good\"}\n\n" + line.strip() + "\n");

    assertThatThrownBy(() -> ExampleReader.readAll(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("bad.jsonl, line 3")
        .hasMessageContaining(expected);
  }

  @Test
  void namesTheRecordOfAShortOrLongCsvRow() throws Exception {
    Path shortRow = write("short.csv", "text,label\na,b\nc\n");
    Path longRow = write("long.csv", "text,label\n\"a\nb\",b\n\"c\nc\",d,e\nf,g\n");

    assertThatThrownBy(() -> ExampleReader.readAll(shortRow))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("short.csv, record 2 on line 3: 1 columns stand there");
    assertThatThrownBy(() -> ExampleReader.readAll(longRow))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("long.csv, record 2 on line 4: 3 columns stand there");
  }

  @Test
  void refusesACsvWhoseQuoteNeverCloses() throws Exception {
    Path file = write("open.csv", "text\ngood\n\"bad\n");

    assertThatThrownBy(() -> ExampleReader.readAll(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("open.csv, from line 3 on")
        .hasMessageContaining("RFC 4180");
  }

  @Test
  void refusesAHeaderWithoutTextOrWithItTwice() throws Exception {
    Path without = write("without.csv", "sentence,label\na,b\n");
    Path twice = write("twice.csv", "text,text\na,b\n");
    Path empty = write("empty.csv", "");

    assertThatThrownBy(() -> ExampleReader.readAll(without))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("without.csv, line 1")
        .hasMessageContaining("[sentence, label]")
        .hasMessageContaining("text (required)");
    assertThatThrownBy(() -> ExampleReader.readAll(twice))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("stands twice");
    assertThatThrownBy(() -> ExampleReader.readAll(empty))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("empty.csv is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"latin.jsonl", "latin.csv"})
  void refusesBytesThatAreNotUtf8(String name) throws Exception {
    Path file = Files.write(directory.resolve(name), new byte[] {'"', (byte) 0xE4, '"'});

    assertThatThrownBy(() -> ExampleReader.readAll(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(name)
        .hasMessageContaining("UTF-8");
  }

  @Test
  void refusesAvroThatIsNoneOrHasNoText() throws Exception {
    Path none = write("none.avro", "text");
    Schema schema = SchemaBuilder.record("Row").fields().requiredString("body").endRecord();
    Path without = avro(schema, "null", new GenericRecordBuilder(schema).set("body", "b").build());

    assertThatThrownBy(() -> ExampleReader.readAll(none))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("none.avro, at its head");
    assertThatThrownBy(() -> ExampleReader.readAll(without))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("schema Row")
        .hasMessageContaining("no field text");
  }

  @Test
  void refusesAvroFieldsOfOtherTypes() throws Exception {
    Schema schema = SchemaBuilder.record("Row").fields().requiredBytes("text").endRecord();
    Path file = avro(schema, "null");

    assertThatThrownBy(() -> ExampleReader.readAll(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("field text is \"bytes\"");
  }

  @Test
  void refusesAvroCutInTheMiddle() throws Exception {
    Schema schema = SchemaBuilder.record("Row").fields().requiredString("text").endRecord();
    Path file =
        avro(schema, "null", new GenericRecordBuilder(schema).set("text", "long enough").build());
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 20));

    assertThatThrownBy(() -> ExampleReader.readAll(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("a.avro");
  }

  @Test
  void refusesOtherExtensionsAndAbsentFiles() {
    assertThatThrownBy(() -> ExampleReader.readAll(directory.resolve("a.parquet")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("\"parquet\"")
        .hasMessageContaining("[avro, csv, jsonl, ndjson, tsv]");
    assertThatThrownBy(() -> ExampleReader.readAll(directory.resolve("absent.csv")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("absent.csv is not there");
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content);
  }

  private Path avro(Schema schema, String codec, GenericRecord... rows) throws IOException {
    Path file = directory.resolve("a.avro");
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
      writer.setCodec(CodecFactory.fromString(codec)).create(schema, file.toFile());
      for (GenericRecord row : rows) {
        writer.append(row);
      }
    }
    return file;
  }
}
