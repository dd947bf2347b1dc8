package dev.thermocline.flink.config;

import static dev.thermocline.flink.config.OptionsValidatorTest.check;
import static dev.thermocline.flink.config.OptionsValidatorTest.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.flink.config.JobOptions.Format;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FieldContradictionsTest {

  @ParameterizedTest
  @ValueSource(strings = {"id", "key", "text", "timestamp"})
  void fieldsOfAvroRequestsHaveTheirNames(String field) {
    assertThat(check(with("input." + field + "-field", "x")))
        .singleElement()
        .hasToString(
            "input."
                + field
                + "-field is 'x'; allowed: nothing while input.format=single-object; set"
                + " input.format=json or leave it out: Avro requests have the fields of"
                + " InferenceRequest");
    assertThat(check(with("input.format", "json", "input." + field + "-field", "x"))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q"})
  void aPathHasNamesBetweenItsDots(String path) {
    assertThat(check(with("input.format", "json", "input.id-field", path)))
        .singleElement()
        .extracting(OptionFault::allowed)
        .isEqualTo("1 to 16 names separated by dots");
  }

  @ParameterizedTest
  @CsvSource({
    "input.key-field, id.key, input.id-field = id",
    "input.id-field, payload.id, input.text-field = payload",
    "input.id-field, text.id, input.text-field = text"
  })
  void noFieldLiesInsideAnotherEvenOneThatIsNotSet(String key, String path, String outer) {
    assertThat(check(with("input.format", "json", key, path)))
        .singleElement()
        .hasToString(
            "%s is '%s'; allowed: no field inside %s; name another field, or set %s to another"
                .formatted(key, path, outer, outer.split(" ")[0]));
  }

  @Test
  void fieldsMayStandBesideEachOtherOrBeTheSame() {
    Configuration options =
        with(
            "input.format", "json",
            "input.id-field", "meta.id",
            "input.key-field", "meta.id",
            "input.text-field", "payload.text",
            "input.timestamp-field", "meta.identity");

    assertThat(check(options)).isEmpty();
  }

  @Test
  void outputIsWrittenAsInputUnlessSaidOtherwise() {
    assertThat(JobOptions.outputFormat(with())).isEqualTo(Format.SINGLE_OBJECT);
    assertThat(JobOptions.outputFormat(with("input.format", "json"))).isEqualTo(Format.JSON);
    assertThat(JobOptions.outputFormat(with("output.format", "json"))).isEqualTo(Format.JSON);
    assertThat(
            JobOptions.outputFormat(with("input.format", "json", "output.format", "single-object")))
        .isEqualTo(Format.SINGLE_OBJECT);
  }
}
