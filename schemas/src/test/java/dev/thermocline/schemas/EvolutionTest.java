package dev.thermocline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Data of every released version stays readable. */
class EvolutionTest {

  /** Versions released so far; their schemas ship in the jar, their data lies with the tests. */
  private static final int VERSIONS = 1;

  record Released(int version, String name) {}

  static Stream<Released> released() {
    return IntStream.rangeClosed(1, VERSIONS)
        .boxed()
        .flatMap(version -> names().map(name -> new Released(version, name)));
  }

  static Stream<String> names() {
    return Samples.all().keySet().stream().sorted();
  }

  @ParameterizedTest
  @MethodSource("released")
  void readsDataOfEveryReleasedVersion(Released released) throws IOException {
    List<? extends SpecificRecordBase> expected = Samples.all().get(released.name());

    List<SpecificRecordBase> read = read(released, expected.get(0));

    assertThat(read).isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("released")
  void committedDataWasWrittenWithTheReleasedSchema(Released released) throws IOException {
    try (DataFileStream<SpecificRecordBase> data = open(released, new SpecificDatumReader<>())) {

      long writer = SchemaNormalization.parsingFingerprint64(data.getSchema());

      assertThat(writer).isEqualTo(SchemaNormalization.parsingFingerprint64(schema(released)));
    }
  }

  @ParameterizedTest
  @MethodSource("released")
  void presentSchemaReadsEveryReleasedOneByAvrosOwnRules(Released released) throws IOException {
    Schema present = present(released.name());

    var verdict = SchemaCompatibility.checkReaderWriterCompatibility(present, schema(released));

    assertThat(verdict.getType())
        .as(verdict.getDescription())
        .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
  }

  @ParameterizedTest
  @MethodSource("names")
  void presentSchemaIsTheNewestReleasedOne(String name) throws IOException {
    Schema newest = schema(new Released(VERSIONS, name));

    Schema present = present(name);

    assertThat(SchemaNormalization.toParsingForm(present))
        .as("a changed schema is a new version: release it as published/%d", VERSIONS + 1)
        .isEqualTo(SchemaNormalization.toParsingForm(newest));
  }

  @Test
  void everyFieldIsDocumented() {
    names()
        .map(EvolutionTest::present)
        .forEach(
            schema ->
                assertThat(schema.getFields())
                    .allSatisfy(field -> assertThat(field.doc()).as(field.name()).isNotBlank()));
  }

  private static Schema present(String name) {
    return Samples.all().get(name).get(0).getSchema();
  }

  private static Schema schema(Released released) throws IOException {
    String file = "published/" + released.version() + "/" + released.name() + ".avsc";
    try (InputStream schema = EvolutionTest.class.getResourceAsStream(file)) {
      return new Schema.Parser().parse(schema);
    }
  }

  private static DataFileStream<SpecificRecordBase> open(
      Released released, SpecificDatumReader<SpecificRecordBase> reader) throws IOException {
    String file = "/published/" + released.version() + "/" + released.name() + ".avro";
    return new DataFileStream<>(EvolutionTest.class.getResourceAsStream(file), reader);
  }

  private static List<SpecificRecordBase> read(Released released, SpecificRecordBase present)
      throws IOException {
    SpecificDatumReader<SpecificRecordBase> reader =
        new SpecificDatumReader<>(
            present.getSchema(), present.getSchema(), present.getSpecificData());
    List<SpecificRecordBase> records = new ArrayList<>();
    try (DataFileStream<SpecificRecordBase> data = open(released, reader)) {
      data.forEach(records::add);
    }
    return records;
  }
}
