package dev.thermocline.cli.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultReportTest {

  private static final FaultResult KEPT =
      new FaultResult(
          "broker-killed",
          "small",
          1_000,
          0,
          0,
          0,
          7.25,
          0,
          2,
          0,
          640,
          0.31,
          FaultResult.Strokes.of(
              List.of(
                  new FaultedJob.Stroke(5, 500, 512, 900),
                  new FaultedJob.Stroke(9, 200, 256, 400))),
          List.of());

  private static final FaultResult FAILED = FaultResult.failed("rescaled", "small", "no slots");

  @Test
  void aRowSaysWhatWasLostAndUnderWhichLoadTheWeakestStrokeFell() throws Exception {
    JsonNode row =
        JsonMapper.builder()
            .build()
            .readTree(new FaultReport(List.of(KEPT)).json())
            .at("/faults/0");

    assertThat(row.path("name").asText()).isEqualTo("broker-killed");
    assertThat(row.path("records").asInt()).isEqualTo(1_000);
    for (String none : List.of("missing", "duplicates", "outOfOrder")) {
      assertThat(row.path(none).asInt(-1)).as(none).isZero();
    }
    assertThat(row.path("secondsToResume").asDouble()).isEqualTo(7.25);
    assertThat(row.at("/strokes/count").asInt()).isEqualTo(2);
    assertThat(row.at("/strokes/inFlight").asInt()).isEqualTo(200);
    assertThat(row.at("/strokes/inFlightMax").asInt()).isEqualTo(256);
  }

  @Test
  void aRunThatCameToNoEndClaimsNoNumberAndBreaksAPromise() throws Exception {
    FaultReport report = new FaultReport(List.of(KEPT, FAILED));

    JsonNode row = JsonMapper.builder().build().readTree(report.json()).at("/faults/1");

    assertThat(FAILED.hasBroken()).isTrue();
    assertThat(KEPT.hasBroken()).isFalse();
    assertThat(row.path("missing").isNull()).isTrue();
    assertThat(report.table().lines())
        .hasSize(4)
        .anyMatch(line -> line.startsWith("broker-killed ") && line.contains("200/256"))
        .anyMatch(line -> line.equals("BROKEN rescaled, small bundle: no slots"));
  }

  @Test
  void faultsHaveNamesOfTheirOwn() {
    assertThat(Fault.ALL).extracting(Fault::name).doesNotHaveDuplicates().doesNotContain("none");
  }
}
