package dev.thermocline.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.builder.BundleWeights;
import dev.thermocline.builder.WeightsFiles;
import dev.thermocline.engine.bundle.OperatingPoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What is promised of the default bundle, held against the weights under version control. */
final class DefaultBundleWeightsTest {
  private static final Path FOLDER = Path.of("src/main/bundle");

  private static BundleWeights weights;

  @BeforeAll
  static void read() throws Exception {
    weights = WeightsFiles.read(FOLDER);
  }

  @Test
  void hasSixExitsOverTwentyFiveLabels() {
    assertThat(weights.exitsAfter()).containsExactly(2, 4, 6, 8, 10);
    assertThat(weights.heads())
        .hasSize(6)
        .allSatisfy(
            head -> {
              assertThat(head.classes()).isEqualTo(25);
              assertThat(head.width()).isEqualTo(384);
            });
    assertThat(weights.labels()).hasSize(25).isSorted();
  }

  @Test
  void wasMadeFromSplitsOfTheStatedSizes() {
    assertThat(weights.calibration().counts().get("fit")).isGreaterThanOrEqualTo(30_000);
    assertThat(weights.calibration().counts().get("tune")).isGreaterThanOrEqualTo(10_000);
    assertThat(weights.calibration().counts().get("certify")).isGreaterThanOrEqualTo(15_000);
    assertThat(weights.calibration().counts().get("test")).isGreaterThanOrEqualTo(12_000);
    assertThat(weights.calibration().splitDigests())
        .containsOnlyKeys("fit", "tune", "certify", "test");
    assertThat(weights.calibration().seeds()).containsKeys("split", "fit");
  }

  @Test
  void hasALadderFromFullDepthToTheFirstExit() {
    List<OperatingPoint> ladder = weights.calibration().ladder();

    assertThat(ladder).hasSizeGreaterThanOrEqualTo(12);
    assertThat(ladder.get(0).layersFraction()).isOne();
    assertThat(ladder.get(ladder.size() - 1).layersFraction()).isLessThan(0.2);
    for (int rung = 2; rung < ladder.size(); rung++) {
      assertThat(ladder.get(rung).layersFraction())
          .isLessThan(ladder.get(rung - 1).layersFraction());
      assertThat(ladder.get(rung).loss()).isGreaterThan(ladder.get(rung - 1).loss());
    }
  }

  @Test
  void keepsFullDepthsAccuracyAtAThirdOfItsCompute() {
    List<OperatingPoint> ladder = weights.calibration().ladder();

    assertThat(ladder)
        .anySatisfy(
            rung -> {
              assertThat(rung.layersFraction()).isLessThanOrEqualTo(0.36);
              assertThat(rung.accuracy()).isGreaterThan(ladder.get(0).accuracy() - 0.005);
            });
  }

  @Test
  void staysSmall() throws Exception {
    assertThat(Files.size(FOLDER.resolve("heads.json"))).isLessThan(1_000_000);
  }
}
