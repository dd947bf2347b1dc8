package dev.thermocline.engine.bundle;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles whose ids and digests may be right, and whose content nobody built. */
class CraftedBundleTest {
  @TempDir Path temp;
  private BundleFixture fixture;

  @BeforeEach
  void writeBundle() throws IOException {
    fixture = new BundleFixture(temp.resolve("bundle")).write();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"vocabulary\" : \"tokenizer/vocab.txt\" | \"vocabulary\" : null   | vocabulary",
        "\"file\" : \"stages/01.onnx\"            | \"file\" : null         | stages[0]",
        "\"type\" : \"classifier\"                | \"type\" : null         | heads[0]",
        "\"licence\" : \"Apache-2.0\"             | \"licence\" : null      | licence",
        "\"labels\" : [ \"a\", \"b\" ]            | \"labels\" : [ null ]   | labels",
        "\"labels\" : [ \"a\", \"b\" ]            | \"labels\" : null       | labels",
        "\"temperature\" : 1.5                  | \"temperature\" : \"hot\" | heads[0].temperature",
        "\"layers\" : 1                         | \"layers\" : 1e999999999  | layers",
        "\"maxLength\" : 16                     | \"maxLength\" : 99999999999 | input.maxLength",
        "\"rowShape\" : [ 4 ]                   | \"rowShape\" : [ 65536, 65536 ] | 2 GiB",
        "\"lowerCase\" : true | \"lowerCase\" : true, \"lowerCase\" : true | Duplicate field"
      })
  void namesTheKeyThatIsNullNoNumberTooLargeOrThereTwice(String from, String to, String key)
      throws IOException {
    fixture.edit(from, to);

    fixture.refused("bundle.json: ", key);
  }

  @Test
  void refusesAManifestWithoutItsInputWhoseIdIsRight() throws Exception {
    BundleManifest old = fixture.manifest();
    fixture.write(
        new BundleManifest(
                old.formatVersion(),
                "",
                old.model(),
                null,
                old.stages(),
                old.heads(),
                old.labels(),
                old.files())
            .sealed());

    fixture.refused("bundle.json", "input");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "{", "\"a\"", "{}{}"})
  void refusesAManifestThatIsNoObject(String json) throws IOException {
    Files.writeString(fixture.directory.resolve(BundleFormat.MANIFEST), json);

    fixture.refused("bundle.json: ");
  }

  @Test
  void refusesNestingWithoutEnd() throws IOException {
    Files.writeString(fixture.directory.resolve(BundleFormat.MANIFEST), "[".repeat(1_000_000));

    fixture.refused("bundle.json: is not JSON", "depth");
  }

  @Test
  void refusesAManifestTooLargeToRead() throws IOException {
    Path manifest = fixture.directory.resolve(BundleFormat.MANIFEST);
    try (RandomAccessFile file = new RandomAccessFile(manifest.toFile(), "rw")) {
      file.setLength(BundleFormat.MOST_JSON_BYTES + 1);
    }

    fixture.refused("bundle.json: is 16777217 bytes long; allowed is at most 16777216");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "7", "{"})
  void refusesACalibrationThatIsNoObjectWhoseDigestIsRight(String json) throws Exception {
    fixture.replaceCalibration(json.getBytes(StandardCharsets.UTF_8));

    fixture.refused("calibration.json: is not ");
  }

  @ParameterizedTest
  @CsvSource({
    "NaN, 1, 0, NaN",
    "0.5, NaN, 0, NaN",
    "0.5, 1.5, 0, NaN",
    "0.5, -0.1, 0, NaN",
    "0.5, 1, NaN, NaN",
    "0.5, 1, Infinity, NaN",
    "0.5, 1, 0, Infinity"
  })
  void refusesALadderOfWhatIsNoNumber(double threshold, double reach, double loss, double bound)
      throws Exception {
    OperatingPoint point =
        new OperatingPoint(
            0, List.of(threshold, 2.0), List.of(1.0, reach), 1, 0.8, 1, loss, 0, bound);
    fixture.replaceCalibration(
        BundleFormat.toJson(
            new Calibration(
                "max-probability",
                "disagreement",
                "measured",
                Double.NaN,
                Map.of(),
                Map.of(),
                Map.of(),
                List.of(point))));

    fixture.refused("calibration.json: ladder[0] has thresholds", "reach from 0 to 1");
  }
}
