package dev.thermocline.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.builder.head.ClassifierHead;
import dev.thermocline.engine.bundle.Calibration;
import dev.thermocline.engine.bundle.InputSpec;
import dev.thermocline.engine.bundle.ModelInfo;
import dev.thermocline.engine.bundle.OperatingPoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WeightsFilesTest {
  @TempDir Path folder;

  @Test
  void givesEveryFloatBackExactly() throws Exception {
    float[] weights = {Float.MIN_VALUE, -0f, 3.4e38f, 1f / 3};
    BundleWeights written = weights(new ClassifierHead(weights, new float[] {1e-30f, -7f}));

    WeightsFiles.write(folder, written);
    BundleWeights read = WeightsFiles.read(folder);

    assertThat(read.heads().get(0).weights()).isEqualTo(weights);
    assertThat(read.heads().get(0).bias()).isEqualTo(new float[] {1e-30f, -7f});
    assertThat(read.calibration()).isEqualTo(written.calibration());
    assertThat(read.temperatures()).isEqualTo(written.temperatures());
    assertThat(read.model()).isEqualTo(written.model());
  }

  @Test
  void writesEqualBytesForEqualWeights() throws Exception {
    BundleWeights weights = weights(new ClassifierHead(new float[] {1f, 2f}, new float[] {3f}));

    WeightsFiles.write(folder.resolve("a"), weights);
    WeightsFiles.write(folder.resolve("b"), weights);

    for (String file : List.of("heads.json", "calibration.json")) {
      assertThat(folder.resolve("a").resolve(file))
          .hasSameBinaryContentAs(folder.resolve("b").resolve(file));
    }
  }

  @Test
  void refusesHeadsThatAreCutOff() throws Exception {
    WeightsFiles.write(
        folder, weights(new ClassifierHead(new float[] {1f, 2f, 3f, 4f}, new float[] {3f, 4f})));
    Path file = folder.resolve("heads.json");
    String json = Files.readString(file);
    String first = json.replaceFirst("(?s).*\"weights\" : \"([^\"]+)\".*", "$1");

    Files.writeString(file, json.replace(first, first.substring(0, 4) + "AA=="));

    assertThatThrownBy(() -> WeightsFiles.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("heads.json")
        .hasMessageContaining("build the weights again");
  }

  private static BundleWeights weights(ClassifierHead head) {
    Calibration calibration =
        new Calibration(
            "max-probability",
            "disagreement",
            "measured",
            Double.NaN,
            Map.of("split", 1L),
            Map.of("test", "00"),
            Map.of("test", 3),
            List.of(
                new OperatingPoint(
                    0, List.of(2.0), List.of(1.0), 1.0, 0.5, 1.0, 0.0, 0, Double.NaN)));
    return new BundleWeights(
        "sha256:00",
        new ModelInfo("tiny", "Apache-2.0", "00"),
        new InputSpec("text", "tokenizer/vocab.txt", true, 32),
        List.of(),
        List.of(),
        List.of("a", "b"),
        List.of(1.25),
        List.of(head),
        calibration);
  }
}
