package dev.thermocline.builder;

import dev.thermocline.builder.graph.StageGraph;
import dev.thermocline.builder.head.ClassifierHead;
import dev.thermocline.engine.bundle.BundleFormat;
import dev.thermocline.engine.bundle.StageSpec;
import dev.thermocline.engine.bundle.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The cut model, its stages ending in pooled vectors or in exit heads. */
final class StageChain {
  private static final String POOLED = "pooled";
  private static final String LOGITS = "logits";

  private final List<StageGraph> pooled;

  /** Wraps cut stages and adds mean pooling to each. */
  StageChain(List<StageGraph> cut) {
    this.pooled = cut.stream().map(stage -> stage.withMeanPooling(POOLED)).toList();
  }

  int size() {
    return pooled.size();
  }

  /** What the first stage reads of a record. */
  List<TensorSpec> stage1Inputs() {
    return pooled.get(0).inputs();
  }

  int pooledWidth() {
    return pooled.get(0).pooledWidth();
  }

  /** Layers of each stage. */
  int[] layers() {
    return pooled.stream().mapToInt(StageGraph::layers).toArray();
  }

  /** Writes stages whose head output is the pooled vector. */
  List<StageSpec> writePooled(Path directory) throws IOException {
    List<StageSpec> specs = new ArrayList<>();
    for (StageGraph stage : pooled) {
      specs.add(write(stage, specs.size() + 1, POOLED, directory));
    }
    return specs;
  }

  /** Writes stages whose head output is the logits of the given heads, one per stage. */
  List<StageSpec> writeClassified(List<ClassifierHead> heads, Path directory) throws IOException {
    List<StageSpec> specs = new ArrayList<>();
    for (StageGraph stage : pooled) {
      ClassifierHead head = heads.get(specs.size());
      StageGraph classified =
          stage.withClassifier(POOLED, head.weights(), head.bias(), LOGITS).dropOutput(POOLED);
      specs.add(write(classified, specs.size() + 1, LOGITS, directory));
    }
    return specs;
  }

  private static StageSpec write(StageGraph stage, int index, String head, Path directory)
      throws IOException {
    String name = BundleFormat.stageFile(index);
    Path file = directory.resolve(name);
    Files.createDirectories(file.toAbsolutePath().getParent());
    stage.write(file);
    return new StageSpec(
        index,
        name,
        BundleFormat.sha256(file),
        stage.layers(),
        stage.inputs(),
        stage.activations(),
        head,
        "cpu");
  }
}
