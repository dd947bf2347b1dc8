package dev.thermocline.builder;

import dev.thermocline.builder.calibration.RecordedLogits;
import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.Calibration;
import dev.thermocline.engine.bundle.HeadSpec;
import dev.thermocline.engine.bundle.InputSpec;
import dev.thermocline.engine.bundle.ModelInfo;
import dev.thermocline.engine.bundle.StageSpec;
import dev.thermocline.engine.cascade.CascadeEngine;
import dev.thermocline.engine.cascade.CascadeSettings;
import dev.thermocline.engine.exit.ExitPolicies;
import dev.thermocline.engine.exit.ExitPolicy;
import dev.thermocline.engine.runtime.CpuPermits;
import dev.thermocline.engine.runtime.ShutdownGate;
import dev.thermocline.engine.stage.StageException;
import dev.thermocline.engine.stage.onnx.OnnxStages;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Passes of records through production cascades at full depth. Larger micro-batches than production
 * are no gain on a CPU, so the production settings are used.
 */
final class Passes {
  /** In flight per lane, the default of {@code inflight.max}. */
  static final int IN_FLIGHT = 64;

  private final Progress progress;

  Passes(Progress progress) {
    this.progress = progress;
  }

  /** One lane per processor. */
  static int lanes() {
    return CpuPermits.ofProcessors().count();
  }

  static CascadeEngine open(Bundle bundle, CascadeSettings settings) throws BuildException {
    try {
      return CascadeEngine.open(
          bundle, new OnnxStages(ShutdownGate.ofProcess()), settings, CpuPermits.ofProcessors());
    } catch (StageException e) {
      throw new BuildException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Records the logits of every exit under policy {@code never}. */
  RecordedLogits logits(String phase, CascadeEngine engine, EncodedData data)
      throws BuildException {
    Bundle bundle = engine.bundle();
    LogitsRecorder recorder =
        new LogitsRecorder(data.size(), bundle.exits(), bundle.labels().size());
    fullDepth(phase, engine, data, recorder);
    return recorder.recorded(data);
  }

  /** Runs all records to full depth, recording every head. */
  CascadeRun.Result fullDepth(
      String phase, CascadeEngine engine, EncodedData data, HeadRecorder recorder)
      throws BuildException {
    ExitPolicy never = ExitPolicies.create(ExitPolicies.NEVER, engine.bundle().heads());
    long[] done = new long[1];
    progress.advanced(phase, 0, data.size());
    CascadeRun.Result result =
        new CascadeRun(engine, lanes(), IN_FLIGHT)
            .fullDepth(
                data.rows(),
                never,
                recorder,
                () -> {
                  done[0] += CascadeRun.PROGRESS_EVERY;
                  progress.advanced(phase, done[0], data.size());
                });
    progress.advanced(phase, data.size(), data.size());
    return result;
  }

  /**
   * A bundle that is still being built: no ladder, temperatures 1, and an id that no finished
   * bundle has.
   */
  static Bundle unfinished(
      Path directory,
      ModelInfo model,
      InputSpec input,
      List<StageSpec> stages,
      String headType,
      List<String> labels) {
    List<HeadSpec> heads =
        IntStream.rangeClosed(1, stages.size())
            .mapToObj(exit -> new HeadSpec(exit, headType, 1.0))
            .toList();
    String id =
        "unfinished:"
            + directory.toAbsolutePath()
            + stages.stream().map(StageSpec::sha256).toList();
    Calibration none =
        new Calibration(
            "never", "none", "none", Double.NaN, Map.of(), Map.of(), Map.of(), List.of());
    return new Bundle(directory, id, model, input, stages, heads, labels, none);
  }
}
