package dev.thermocline.builder;

import dev.thermocline.builder.calibration.ExitTable;
import dev.thermocline.builder.calibration.LadderBuilder;
import dev.thermocline.builder.calibration.QualityBound;
import dev.thermocline.builder.calibration.RecordedLogits;
import dev.thermocline.builder.data.Example;
import dev.thermocline.builder.head.ClassifierFitter;
import dev.thermocline.builder.head.ClassifierHead;
import dev.thermocline.builder.head.FitSettings;
import dev.thermocline.builder.head.TemperatureFitter;
import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.BundleException;
import dev.thermocline.engine.bundle.Calibration;
import dev.thermocline.engine.bundle.HeadSpec;
import dev.thermocline.engine.bundle.OperatingPoint;
import dev.thermocline.engine.bundle.StageSpec;
import dev.thermocline.engine.cascade.CascadeEngine;
import dev.thermocline.engine.cascade.CascadeSettings;
import dev.thermocline.engine.exit.ExitPolicies;
import dev.thermocline.engine.exit.ExitPolicy;
import dev.thermocline.engine.input.InputEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Builds a bundle: cuts the model, fits a head per exit on one pass of pooled vectors, records what
 * the finished chain answers on other records, and measures the ladder on those.
 *
 * <p>Both passes run the production cascade, so an exit measured here is an exit taken later.
 */
public final class BundleBuilder {
  private final Progress progress;
  private final Passes passes;

  /** A builder that tells {@code progress} how far it is. */
  public BundleBuilder(Progress progress) {
    this.progress = progress;
    this.passes = new Passes(progress);
  }

  /**
   * Builds and writes a bundle.
   *
   * @throws BuildException if the request, the model or the data do not allow it
   */
  public BuildResult build(BuildRequest request, BuildData data)
      throws BuildException, IOException, BundleException {
    OutputFolder.requireFree(request.out());
    List<String> labels = labels(request, data.fit());
    LabelCheck.check(labels, data);
    boolean built = false;
    try {
      BuildResult result = build(request, data, labels);
      built = true;
      return result;
    } finally {
      if (!built && Files.exists(request.out())) {
        OutputFolder.clear(request.out());
      }
    }
  }

  private BuildResult build(BuildRequest request, BuildData data, List<String> labels)
      throws BuildException, IOException, BundleException {
    BundleParts parts = BundleParts.cut(request, labels);
    InputEncoder encoder = parts.encoder();

    List<ClassifierHead> heads = fitHeads(parts, data.fit(), encoder, request.seed());
    List<StageSpec> stages = parts.chain().writeClassified(heads, request.out());
    Bundle unfinished =
        Passes.unfinished(
            request.out(), parts.model(), parts.input(), stages, HeadSpec.CLASSIFIER, labels);
    RecordedLogits tune;
    RecordedLogits certify;
    try (CascadeEngine engine = Passes.open(unfinished, CascadeSettings.DEFAULTS)) {
      tune = passes.logits("tune pass", engine, EncodedData.of(data.tune(), encoder, labels));
      certify =
          passes.logits("certify pass", engine, EncodedData.of(data.certify(), encoder, labels));
    }
    List<HeadSpec> tempered = temperatures(tune);
    List<OperatingPoint> ladder = ladder(request, parts.chain().layers(), tempered, tune, certify);
    Calibration calibration = calibration(request, data, ladder);
    Bundle bundle =
        BundleWriter.complete(
            request.out(), parts.model(), parts.input(), stages, tempered, labels, calibration);
    BundleWeights weights =
        new BundleWeights(
            bundle.id(),
            bundle.model(),
            bundle.input(),
            request.exitsAfter(),
            request.cutAt(),
            labels,
            tempered.stream().map(HeadSpec::temperature).toList(),
            heads,
            calibration);
    return new BuildResult(bundle, weights);
  }

  private static List<String> labels(BuildRequest request, List<Example> fit)
      throws BuildException {
    if (!request.labels().isEmpty()) {
      return request.labels();
    }
    TreeSet<String> found = new TreeSet<>();
    for (Example example : fit) {
      if (example.label() == null) {
        throw new BuildException(
            "record " + example.id() + " has no label; classifier heads are fitted on labels");
      }
      found.add(example.label());
    }
    if (found.size() < 2) {
      throw new BuildException(
          "the fit split has the labels " + found + "; classifier heads need at least 2");
    }
    return List.copyOf(found);
  }

  /** Runs the pooled chain over the fit split and fits a head per exit. */
  private List<ClassifierHead> fitHeads(
      BundleParts parts, List<Example> examples, InputEncoder encoder, long seed)
      throws BuildException, IOException {
    EncodedData fit = EncodedData.of(examples, encoder, parts.labels());
    int exits = parts.chain().size();
    PooledRecorder recorder = new PooledRecorder(fit.size(), exits, parts.chain().pooledWidth());
    Path directory = Files.createTempDirectory("thermocline-pooled");
    try {
      List<StageSpec> stages = parts.chain().writePooled(directory);
      Bundle pooled =
          Passes.unfinished(
              directory, parts.model(), parts.input(), stages, "pooled", parts.labels());
      try (CascadeEngine engine = Passes.open(pooled, CascadeSettings.DEFAULTS)) {
        passes.fullDepth("fit pass", engine, fit, recorder);
      }
    } finally {
      OutputFolder.delete(directory);
    }
    ClassifierFitter fitter = new ClassifierFitter(FitSettings.defaults(seed));
    List<ClassifierHead> heads = new ArrayList<>();
    for (int exit = 1; exit <= exits; exit++) {
      progress.advanced("fit heads", exit - 1L, exits);
      heads.add(fitter.fit(recorder.set(exit, fit.labels(), parts.labels().size())));
    }
    progress.advanced("fit heads", exits, exits);
    return heads;
  }

  private static List<HeadSpec> temperatures(RecordedLogits tune) {
    return IntStream.rangeClosed(1, tune.exits())
        .mapToObj(
            exit ->
                new HeadSpec(
                    exit,
                    HeadSpec.CLASSIFIER,
                    TemperatureFitter.fit(tune.ofExit(exit), tune.labels(), tune.classes())))
        .toList();
  }

  private List<OperatingPoint> ladder(
      BuildRequest request,
      int[] layers,
      List<HeadSpec> heads,
      RecordedLogits tune,
      RecordedLogits certify) {
    progress.advanced("ladder", 0, 1);
    ExitPolicy policy = ExitPolicies.create(request.policy(), heads);
    List<OperatingPoint> ladder =
        new LadderBuilder(request.rungs(), request.loss(), layers, QualityBound.MEASURED)
            .build(ExitTable.of(tune, policy), ExitTable.of(certify, policy));
    progress.advanced("ladder", 1, 1);
    return ladder;
  }

  private static Calibration calibration(
      BuildRequest request, BuildData data, List<OperatingPoint> ladder) {
    return new Calibration(
        request.policy(),
        request.loss().id(),
        "measured",
        Double.NaN,
        Map.of("split", data.seed(), "fit", request.seed()),
        data.digests(),
        data.counts(),
        ladder);
  }
}
