package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.app.EarlyExitJob;
import dev.thermocline.engine.stage.onnx.NativeUse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the submitted job makes of each bad record of {@link BadRecordTables}, with good ones around
 * it, on a real broker, a real cluster and real ONNX stages.
 */
class BadRecordsTest {

  @TempDir static Path directory;

  private static NativeUse before;
  private static NativeUse after;
  private static BadRecordsRun avro;
  private static BadRecordsRun json;
  private static BadRecordsRun spread;

  @BeforeAll
  @Timeout(240)
  static void runEveryTable() throws Exception {
    Path bundle = TouchyBundle.write(Files.createDirectory(directory.resolve("bundle")));
    before = NativeUse.now();
    try (Stand stand = Stand.start(bundle, EarlyExitJob::build)) {
      avro =
          BadRecordsRun.of(stand, "avro", Map.of(), BadRecordTables::text, BadRecordTables.avro());
      json =
          BadRecordsRun.of(
              stand,
              "json",
              Map.of("input.format", "json"),
              BadRecordTables::json,
              BadRecordTables.json());
      spread =
          BadRecordsRun.of(
              stand,
              "spread",
              Map.of("input.null-key", "spread"),
              BadRecordTables::text,
              BadRecordTables.spread());
    }
    after = NativeUse.now();
  }

  static List<BadRecord> avroTable() {
    return BadRecordTables.avro();
  }

  static List<BadRecord> jsonTable() {
    return BadRecordTables.json();
  }

  static List<BadRecord> spreadTable() {
    return BadRecordTables.spread();
  }

  @ParameterizedTest
  @MethodSource("avroTable")
  void inAvro(BadRecord bad) throws Exception {
    avro.assertFate(bad);
  }

  @ParameterizedTest
  @MethodSource("jsonTable")
  void inJson(BadRecord bad) throws Exception {
    json.assertFate(bad);
  }

  @ParameterizedTest
  @MethodSource("spreadTable")
  void whereKeysAreSpread(BadRecord bad) throws Exception {
    spread.assertFate(bad);
  }

  @Test
  void nothingIsMissingTwiceOrOutOfOrder() {
    avro.assertNothingIsMissingTwiceOrOutOfOrder();
    json.assertNothingIsMissingTwiceOrOutOfOrder();
    spread.assertNothingIsMissingTwiceOrOutOfOrder();
  }

  @Test
  void nothingNativeIsLeftOpen() {
    assertThat(after).isEqualTo(before);
  }
}
