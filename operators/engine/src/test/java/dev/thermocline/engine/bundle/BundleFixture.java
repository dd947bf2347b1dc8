package dev.thermocline.engine.bundle;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.ModelProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes a small valid bundle whose stage files are not models. */
final class BundleFixture {
  final Path directory;

  BundleFixture(Path directory) {
    this.directory = directory;
  }

  /** Fails unless it is refused with all of this in the message. */
  void refused(String... parts) {
    assertThatThrownBy(() -> BundleReader.read(directory))
        .isInstanceOf(BundleException.class)
        .hasMessageContainingAll(parts);
  }

  BundleFixture write() throws IOException {
    Files.createDirectories(directory.resolve("stages"));
    Files.createDirectories(directory.resolve("tokenizer"));
    List<StageSpec> stages = new ArrayList<>();
    for (int i = 1; i <= 2; i++) {
      Path file = directory.resolve(BundleFormat.stageFile(i));
      Files.write(
          file, ModelProto.newBuilder().setProducerName("stage " + i).build().toByteArray());
      stages.add(
          new StageSpec(
              i,
              BundleFormat.stageFile(i),
              BundleFormat.sha256(file),
              i,
              List.of(new TensorSpec("x" + i, ElementType.FLOAT32, false, List.of(4))),
              i == 2
                  ? List.of()
                  : List.of(new TensorSpec("x2", ElementType.FLOAT32, false, List.of(4))),
              "logits",
              "cpu"));
    }
    Files.writeString(directory.resolve(BundleFormat.VOCABULARY), "[PAD]\n[UNK]\n");
    OperatingPoint full =
        new OperatingPoint(0, List.of(2.0, 2.0), List.of(1.0, 1.0), 1, 0.8, 1, 0, 0, Double.NaN);
    Calibration calibration =
        new Calibration(
            "max-probability",
            "disagreement",
            "measured",
            Double.NaN,
            Map.of("split", 7L),
            Map.of("certify", "ab"),
            Map.of("certify", 10),
            List.of(full));
    Files.write(directory.resolve(BundleFormat.CALIBRATION), BundleFormat.toJson(calibration));
    Map<String, String> files = new HashMap<>();
    for (String path : List.of(BundleFormat.VOCABULARY, BundleFormat.CALIBRATION)) {
      files.put(path, BundleFormat.sha256(directory.resolve(path)));
    }
    write(
        new BundleManifest(
                BundleFormat.VERSION,
                "",
                new ModelInfo("fixture", "Apache-2.0", "00"),
                new InputSpec("text", BundleFormat.VOCABULARY, true, 16),
                stages,
                List.of(new HeadSpec(1, "classifier", 1.5), new HeadSpec(2, "classifier", 1)),
                List.of("a", "b"),
                files)
            .sealed());
    return this;
  }

  /** Replaces the first stage's file and the digests that cover it. */
  void replaceFirstStage(byte[] onnx) throws IOException, BundleException {
    Path file = directory.resolve(BundleFormat.stageFile(1));
    Files.write(file, onnx);
    BundleManifest old = manifest();
    StageSpec first = old.stages().get(0);
    StageSpec replaced =
        new StageSpec(
            1,
            first.file(),
            BundleFormat.sha256(file),
            first.layers(),
            first.inputs(),
            first.outputs(),
            first.logits(),
            first.device());
    write(
        new BundleManifest(
                old.formatVersion(),
                "",
                old.model(),
                old.input(),
                List.of(replaced, old.stages().get(1)),
                old.heads(),
                old.labels(),
                old.files())
            .sealed());
  }

  /** Replaces the calibration and the digests that cover it. */
  void replaceCalibration(byte[] json) throws IOException, BundleException {
    Path file = directory.resolve(BundleFormat.CALIBRATION);
    Files.write(file, json);
    withFile(BundleFormat.CALIBRATION, BundleFormat.sha256(file));
  }

  /** Names one more file in the manifest, or another digest for one, and signs it. */
  void withFile(String path, String sha256) throws IOException, BundleException {
    BundleManifest old = manifest();
    Map<String, String> files = new HashMap<>(old.files());
    files.put(path, sha256);
    write(
        new BundleManifest(
                old.formatVersion(),
                "",
                old.model(),
                old.input(),
                old.stages(),
                old.heads(),
                old.labels(),
                files)
            .sealed());
  }

  BundleManifest manifest() throws BundleException {
    return BundleFormat.fromJson(directory.resolve(BundleFormat.MANIFEST), BundleManifest.class);
  }

  void write(BundleManifest manifest) throws IOException {
    Files.write(directory.resolve(BundleFormat.MANIFEST), BundleFormat.toJson(manifest));
  }

  void edit(String from, String to) throws IOException {
    Path file = directory.resolve(BundleFormat.MANIFEST);
    String json = Files.readString(file);
    if (!json.contains(from)) {
      throw new IllegalArgumentException("the manifest does not contain " + from + ":\n" + json);
    }
    Files.writeString(file, json.replace(from, to));
  }
}
