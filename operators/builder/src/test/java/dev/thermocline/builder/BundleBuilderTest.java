package dev.thermocline.builder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.thermocline.builder.EvaluationReport.RungQuality;
import dev.thermocline.builder.calibration.ExitTable;
import dev.thermocline.builder.data.Example;
import dev.thermocline.builder.data.Splits;
import dev.thermocline.builder.graph.TinyEncoder;
import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.BundleReader;
import dev.thermocline.engine.bundle.OperatingPoint;
import dev.thermocline.engine.cascade.CascadeEngine;
import dev.thermocline.engine.cascade.CascadeSettings;
import dev.thermocline.engine.exit.ExitPolicies;
import dev.thermocline.engine.exit.ExitPolicy;
import dev.thermocline.engine.input.InputEncoder;
import dev.thermocline.engine.input.WordPieceEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole way from a model to an evaluated bundle, on a model small enough for every build. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BundleBuilderTest {
  @TempDir static Path folder;

  private Path model;
  private Splits splits;
  private BuildResult built;
  private final Set<String> phases = new TreeSet<>();

  @BeforeAll
  void build() throws Exception {
    model = TinyProject.model(folder);
    splits = TinyProject.splits(1500, 5);
    built =
        new BundleBuilder((phase, done, total) -> phases.add(phase))
            .build(TinyProject.request(model, folder.resolve("bundle")), BuildData.of(splits));
  }

  @Test
  void readsBackAsTheBundleThatWasBuilt() throws Exception {
    Bundle read = BundleReader.read(folder.resolve("bundle"));

    assertThat(read).isEqualTo(built.bundle());
    assertThat(read.labels()).isEqualTo(TinyProject.LABELS);
    assertThat(read.exits()).isEqualTo(3);
    assertThat(read.layersFraction(1)).isCloseTo(1.0 / 3, within(1e-12));
    assertThat(read.calibration().splitDigests()).isEqualTo(splits.digests());
    assertThat(read.calibration().counts()).isEqualTo(splits.counts());
    assertThat(phases).contains("fit pass", "fit heads", "tune pass", "certify pass", "ladder");
  }

  @Test
  void learnsHeadsThatBeatChanceByFar() throws Exception {
    EvaluationReport report = evaluate(0);

    assertThat(report.n()).isEqualTo(splits.test().size());
    assertThat(report.exits()).allSatisfy(exit -> assertThat(exit.accuracy()).isGreaterThan(0.55));
    assertThat(report.fullDepthAccuracy()).isEqualTo(report.exits().get(2).accuracy());
    assertThat(report.fullDepthThroughput()).isNaN();
  }

  @Test
  void itsBareEngineTellsItsSpeedTimeAndAgain() throws Exception {
    try (EngineSpeed speed = EngineSpeed.open(built.bundle(), splits.test().subList(0, 20))) {
      assertThat(speed.recordsPerSecond()).isPositive().isFinite();
      assertThat(speed.recordsPerSecond()).isPositive().isFinite();
    }
  }

  @Test
  void reportsRungsThatFallInCostAndStartAtFullDepth() throws Exception {
    EvaluationReport report = evaluate(0);

    List<RungQuality> rungs = report.rungs();
    assertThat(rungs.get(0).layersFraction()).isOne();
    assertThat(rungs.get(0).agreement()).isOne();
    for (int i = 1; i < rungs.size(); i++) {
      assertThat(rungs.get(i).layersFraction()).isLessThan(rungs.get(i - 1).layersFraction());
    }
    assertThat(rungs.get(rungs.size() - 1).layersFraction()).isLessThan(0.5);
  }

  @Test
  void timesEveryRungByRunningIt() throws Exception {
    EvaluationReport report = evaluate(100);

    assertThat(report.throughputRecords()).isEqualTo(100);
    assertThat(report.rungs())
        .allSatisfy(
            rung -> {
              assertThat(rung.throughput()).isPositive().isFinite();
              assertThat(rung.costFraction()).isPositive().isFinite();
              assertThat(rung.stageBatch()).hasSize(3);
            });
    assertThat(report.rungs().get(0).meanLastStageBatch()).isGreaterThanOrEqualTo(1.0);
  }

  @Test
  void costsARecordByMicroBatchSizeLessOnEveryCheaperRung() throws Exception {
    List<RungQuality> rungs = evaluate(0).rungs();

    assertThat(rungs.get(0).batchCosts())
        .extracting(cost -> cost.batch())
        .containsExactly(1, 2, 4, 8);
    for (int i = 1; i < rungs.size(); i++) {
      for (int size = 0; size < 4; size++) {
        assertThat(rungs.get(i).batchCosts().get(size).secondsPerRecord())
            .isPositive()
            .isLessThan(rungs.get(i - 1).batchCosts().get(size).secondsPerRecord());
      }
    }
  }

  @Test
  void predictsOfflineExactlyTheExitsTheCascadeTakes() throws Exception {
    Bundle bundle = built.bundle();
    ExitPolicy policy = ExitPolicies.create("max-probability", bundle.heads());
    EncodedData data = EncodedData.of(splits.test(), encoder(bundle), bundle.labels());
    try (CascadeEngine engine = Passes.open(bundle, CascadeSettings.DEFAULTS)) {
      ExitTable table = ExitTable.of(new Passes(Progress.NONE).logits("x", engine, data), policy);
      for (OperatingPoint rung : bundle.calibration().ladder()) {
        double[] thresholds = rung.thresholdArray();

        CascadeRun.Result online =
            new CascadeRun(engine, 2, 16)
                .run(data.rows(), policy, thresholds, HeadRecorder.NONE, () -> {});

        for (int record = 0; record < data.size(); record++) {
          int exit = table.exitOf(record, thresholds);
          assertThat(online.exits()[record]).isEqualTo(exit);
          assertThat(online.answers()[record]).isEqualTo(table.answer(record, exit));
        }
      }
    }
  }

  @Test
  void assemblesTheSameBundleFromModelAndWeights() throws Exception {
    WeightsFiles.write(folder.resolve("weights"), built.weights());

    BundleWeights read = WeightsFiles.read(folder.resolve("weights"));
    Bundle assembled =
        BundleAssembly.assemble(model, TinyProject.vocabulary(), read, folder.resolve("assembled"));

    assertThat(assembled.id()).isEqualTo(built.bundle().id());
    assertThat(Files.readAllBytes(folder.resolve("assembled/stages/02.onnx")))
        .isEqualTo(Files.readAllBytes(folder.resolve("bundle/stages/02.onnx")));
  }

  @Test
  void refusesToAssembleFromAnotherModel() throws Exception {
    Path other = Files.createDirectories(folder.resolve("other")).resolve("other.onnx");
    TinyEncoder.write(other, 35, 3, 12);

    assertThatThrownBy(
            () ->
                BundleAssembly.assemble(
                    other, TinyProject.vocabulary(), built.weights(), folder.resolve("refused")))
        .isInstanceOf(BuildException.class)
        .hasMessageContaining("sha256");
  }

  @Test
  void refusesAFolderThatIsNotEmpty() {
    assertThatThrownBy(
            () ->
                new BundleBuilder(Progress.NONE)
                    .build(
                        TinyProject.request(model, folder.resolve("bundle")), BuildData.of(splits)))
        .isInstanceOf(BuildException.class)
        .hasMessageContaining("not empty");
  }

  @Test
  void refusesAnUnlistedLabelBeforeAnythingRunsAndLeavesNothingBehind() {
    List<Example> certify = new ArrayList<>(splits.certify());
    Example last = certify.remove(certify.size() - 1);
    certify.add(new Example(last.id(), last.text(), "unheard-of", last.group()));
    BuildData data =
        new BuildData(splits.fit(), splits.tune(), certify, 1, splits.digests(), splits.counts());
    List<String> phases = new ArrayList<>();
    Path out = folder.resolve("unlisted");

    assertThatThrownBy(
            () ->
                new BundleBuilder((phase, done, total) -> phases.add(phase))
                    .build(TinyProject.request(model, out), data))
        .isInstanceOf(BuildException.class)
        .hasMessageContainingAll(last.id(), "unheard-of", "--labels");
    assertThat(phases).isEmpty();
    assertThat(out).doesNotExist();
  }

  @Test
  void leavesAnEmptyFolderWhenARecordCannotBeEncoded() {
    List<Example> fit = new ArrayList<>(splits.fit());
    Example first = fit.remove(0);
    fit.add(new Example(first.id(), "\u0007", first.label(), first.group()));
    BuildData data =
        new BuildData(fit, splits.tune(), splits.certify(), 1, splits.digests(), splits.counts());
    Path out = folder.resolve("blank");

    assertThatThrownBy(
            () -> new BundleBuilder(Progress.NONE).build(TinyProject.request(model, out), data))
        .isInstanceOf(BuildException.class)
        .hasMessageContaining(first.id());
    assertThat(out).isEmptyDirectory();
  }

  @Test
  void refusesToFitOnRecordsWithoutLabels() {
    List<Example> unlabelled = new ArrayList<>();
    for (Example example : splits.fit()) {
      unlabelled.add(new Example(example.id(), example.text(), null, example.group()));
    }
    BuildData data =
        new BuildData(
            unlabelled, splits.tune(), splits.certify(), 1, splits.digests(), splits.counts());

    assertThatThrownBy(
            () ->
                new BundleBuilder(Progress.NONE)
                    .build(TinyProject.request(model, folder.resolve("unlabelled")), data))
        .isInstanceOf(BuildException.class)
        .hasMessageContaining("no label");
  }

  private EvaluationReport evaluate(int throughputRecords) throws Exception {
    return new Evaluation(EvaluationSettings.defaults(throughputRecords), Progress.NONE)
        .of(built.bundle(), splits.test());
  }

  private static InputEncoder encoder(Bundle bundle) throws Exception {
    return WordPieceEncoder.text(
        bundle.directory().resolve(bundle.input().vocabulary()),
        bundle.input(),
        bundle.stages().get(0).inputs());
  }
}
