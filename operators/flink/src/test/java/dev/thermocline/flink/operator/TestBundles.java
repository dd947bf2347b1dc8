package dev.thermocline.flink.operator;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.Calibration;
import dev.thermocline.engine.bundle.ElementType;
import dev.thermocline.engine.bundle.HeadSpec;
import dev.thermocline.engine.bundle.InputSpec;
import dev.thermocline.engine.bundle.ModelInfo;
import dev.thermocline.engine.bundle.OperatingPoint;
import dev.thermocline.engine.bundle.StageSpec;
import dev.thermocline.engine.bundle.TensorSpec;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Bundles without files, for tests that run no stage. */
final class TestBundles {
  static final String POLICY = "max-probability";
  static final String LOSS = "disagreement";

  private TestBundles() {}

  /** A bundle whose rungs measured these losses; nothing is certified. */
  static Bundle bundle(int exits, double... losses) {
    double[] bounds = new double[losses.length];
    Arrays.fill(bounds, Double.NaN);
    return bundle(exits, losses, bounds);
  }

  /** A bundle whose rungs measured these losses and have these bounds, NaN for none. */
  static Bundle bundle(int exits, double[] losses, double[] bounds) {
    TensorSpec tokens = new TensorSpec("tokens", ElementType.INT64, true, List.of());
    return new Bundle(
        Path.of("bundle"),
        "test-bundle",
        new ModelInfo("test", "Apache-2.0", "00"),
        new InputSpec("text", "vocab.txt", true, 128),
        IntStream.rangeClosed(1, exits)
            .mapToObj(
                i ->
                    new StageSpec(i, "stage", "00", 2, List.of(tokens), List.of(), "logits", "cpu"))
            .toList(),
        IntStream.rangeClosed(1, exits).mapToObj(i -> new HeadSpec(i, "classifier", 1.0)).toList(),
        List.of("animal", "plant", "person"),
        new Calibration(
            POLICY,
            LOSS,
            "measured",
            Double.NaN,
            Map.of(),
            Map.of(),
            Map.of(),
            IntStream.range(0, losses.length)
                .mapToObj(i -> rung(i, exits, losses[i], bounds[i]))
                .toList()));
  }

  private static OperatingPoint rung(int rung, int exits, double loss, double bound) {
    return new OperatingPoint(
        rung,
        Collections.nCopies(exits, 1.0 - rung / 10.0),
        Collections.nCopies(exits, 1.0),
        1.0 - rung / 10.0,
        Double.NaN,
        1 - loss,
        loss,
        -1,
        bound);
  }
}
