package dev.thermocline.builder.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.thermocline.engine.bundle.ElementType;
import dev.thermocline.engine.bundle.TensorSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageCutterTest {

  @TempDir Path directory;

  @Test
  void perceptronIsCutBehindTheActivationOfEachLayer() throws Exception {
    Path file = Models.perceptron(3).write(directory);

    StageCutter cutter = StageCutter.read(file);

    assertThat(cutter.layers()).isEqualTo(3);
    assertThat(cutter.candidates())
        .containsExactly(
            new CutCandidate("m1", 1),
            new CutCandidate("h1", 1),
            new CutCandidate("m2", 2),
            new CutCandidate("h2", 2));
    assertThat(cutter.cutAfter(List.of(1, 2)))
        .extracting(stage -> stage.activations().get(0).name())
        .containsExactly("h1", "h2", "h3");
    assertChainEqualsWhole(cutter.cutAfter(List.of(1, 2)), file, features());
  }

  @Test
  void residualKeepsThePlacesInsideABlockFromBeingCut() throws Exception {
    Path file =
        new Models()
            .input("features", DataType.FLOAT, "b", "4")
            .weights("w1", 4, 4)
            .weights("w2", 4, 4)
            .weights("w3", 4, 4)
            .node("MatMul", "start", List.of("features", "w1"))
            .node("MatMul", "branch", List.of("start", "w2"))
            .node("Add", "sum", List.of("start", "branch"))
            .node("MatMul", "end", List.of("sum", "w3"))
            .output("end", "b", "4")
            .write(directory);

    StageCutter cutter = StageCutter.read(file);

    assertThat(cutter.candidates())
        .containsExactly(new CutCandidate("start", 1), new CutCandidate("sum", 2));
    assertChainEqualsWhole(cutter.cutAfter(List.of(1, 2)), file, features());
    assertThatThrownBy(() -> cutter.cutAt(List.of("branch")))
        .isInstanceOf(UncuttableModelException.class)
        .hasMessageContaining("'branch'")
        .hasMessageContaining("these tensors are needed later too [start]");
  }

  @Test
  void twoTowersCannotBeCutBeforeTheyMeet() throws Exception {
    Path file =
        new Models()
            .input("features", DataType.FLOAT, "b", "4")
            .weights("w1", 4, 4)
            .weights("w2", 4, 4)
            .weights("w3", 8, 4)
            .node("MatMul", "left", List.of("features", "w1"))
            .node("MatMul", "right", List.of("features", "w2"))
            .node("Concat", "both", List.of("left", "right"), Models.integer("axis", 1))
            .node("MatMul", "end", List.of("both", "w3"))
            .output("end", "b", "4")
            .write(directory);

    StageCutter cutter = StageCutter.read(file);

    assertThat(cutter.candidates()).containsExactly(new CutCandidate("both", 2));
    assertThatThrownBy(() -> cutter.cutAfter(List.of(1)))
        .isInstanceOf(UncuttableModelException.class)
        .hasMessageContaining("after layer 1")
        .hasMessageContaining("[left, right]")
        .hasMessageContaining("cuts are possible after layers [2]");
  }

  @Test
  void maskIsCarriedAndItsBranchComputedAgain() throws Exception {
    Path file = Models.encoder(3).write(directory);

    StageCutter cutter = StageCutter.read(file);
    List<StageGraph> stages = cutter.cutAfter(List.of(1, 2));

    assertThat(cutter.layers()).isEqualTo(3);
    TensorSpec mask = new TensorSpec("mask", ElementType.INT64, true, List.of());
    assertThat(stages.get(2).inputs())
        .containsExactly(new TensorSpec("h2", ElementType.FLOAT32, true, List.of(8)), mask);
    assertChainEqualsWhole(stages, file, tokens());
  }

  @Test
  void firstStageDeclaresTheMaskEvenIfOnlyLaterStagesReadIt() throws Exception {
    Models model =
        new Models()
            .input("ids", DataType.INT64, "b", "s")
            .input("mask", DataType.INT64, "b", "s")
            .weights("embedding", 50, 8)
            .weights("w", 8, 8)
            .weights("w9", 8, 8)
            .node("Gather", "h", List.of("embedding", "ids"))
            .node("MatMul", "h0", List.of("h", "w"))
            .node("Cast", "mask_float", List.of("mask"), Models.integer("to", 1))
            .node("Unsqueeze", "column", List.of("mask_float"), Models.integers("axes", 2))
            .node("Mul", "h1", List.of("h0", "column"))
            .node("MatMul", "h2", List.of("h1", "w9"))
            .output("h2", "b", "s", "8");
    Path file = model.write(directory);

    List<StageGraph> stages = StageCutter.read(file).cutAt(List.of("h0"));

    assertThat(stages.get(0).inputs()).extracting(TensorSpec::name).containsExactly("ids", "mask");
    assertChainEqualsWhole(stages, file, tokens());
  }

  @Test
  void secondUseOfTheIdsThroughWeightsForbidsEarlierCuts() throws Exception {
    Models model = Models.encoder(1).weights("again", 50, 8);
    model.node("Gather", "embedded", List.of("again", "ids"));
    model.node("Add", "mixed", List.of("h1", "embedded"));
    Models.attention(model, 2, "mixed", "h2");
    Path file = model.endAt("h2").write(directory);

    StageCutter cutter = StageCutter.read(file);

    assertThatThrownBy(() -> cutter.cutAt(List.of("h1")))
        .isInstanceOf(UncuttableModelException.class)
        .hasMessageContaining("these tensors are needed later too [embedded]");
    assertThat(cutter.candidates()).containsExactly(new CutCandidate("mixed", 1));
  }

  @Test
  void secondUseOfTheIdsWithoutWeightsForbidsEarlierCuts() throws Exception {
    Models model = Models.encoder(1);
    model.node("Cast", "ids_float", List.of("ids"), Models.integer("to", 1));
    model.node("Unsqueeze", "column", List.of("ids_float"), Models.integers("axes", 2));
    model.node("Mul", "mixed", List.of("h1", "column"));
    Models.attention(model, 2, "mixed", "h2");
    Path file = model.endAt("h2").write(directory);

    StageCutter cutter = StageCutter.read(file);

    assertThatThrownBy(() -> cutter.cutAt(List.of("h1")))
        .isInstanceOf(UncuttableModelException.class)
        .hasMessageContaining("still reads [ids]")
        .hasMessageContaining("[mask]");
    assertThat(cutter.candidates()).containsExactly(new CutCandidate("mixed", 1));
  }

  @Test
  void shapeOfTheIdsIsTakenFromTheMaskWhereBothAreDeclaredAlike() throws Exception {
    Path file = Models.encoderWithExpandedMask("b").write(directory);

    List<StageGraph> stages = StageCutter.read(file).cutAfter(List.of(1));

    assertThat(stages.get(1).inputs()).extracting(TensorSpec::name).containsExactly("h1", "mask");
    assertChainEqualsWhole(stages, file, tokens());
  }

  @Test
  void shapeOfTheIdsIsNotGuessedWhereTheMaskIsDeclaredOtherwise() throws Exception {
    Path file = Models.encoderWithExpandedMask("other").write(directory);

    StageCutter cutter = StageCutter.read(file);

    assertThatThrownBy(() -> cutter.cutAfter(List.of(1)))
        .isInstanceOf(UncuttableModelException.class)
        .hasMessageContaining("cannot cut after layer 1: at 'h1' what follows still reads [ids]");
  }

  @Test
  void finalSoftmaxIsNoLayer() throws Exception {
    Models model = Models.encoder(2);
    model.node("Softmax", "scores", List.of("h2"), Models.integer("axis", 2));

    StageCutter cutter = StageCutter.read(model.endAt("scores").write(directory));

    assertThat(cutter.layers()).isEqualTo(2);
  }

  @Test
  void nodeOrderDoesNotMatter() throws Exception {
    GraphProto graph = Models.encoder(2).build().getGraph();
    GraphProto.Builder reordered = graph.toBuilder().clearNode();
    // The mask's branch first, so that it is live from the start.
    graph.getNodeList().stream().skip(1).limit(3).forEach(reordered::addNode);
    reordered.addNode(graph.getNode(0));
    graph.getNodeList().stream().skip(4).forEach(reordered::addNode);
    Path file = directory.resolve("model.onnx");
    Files.write(
        file, Models.encoder(2).build().toBuilder().setGraph(reordered).build().toByteArray());

    assertThat(StageCutter.read(file).candidates()).contains(new CutCandidate("h1", 1));
  }

  private void assertChainEqualsWhole(List<StageGraph> stages, Path file, Map<String, Tensor> feed)
      throws Exception {
    var whole = Chain.runFile(file, List.of(feed), OptLevel.NO_OPT);
    var chain = Chain.run(stages, List.of(feed), directory, OptLevel.NO_OPT);

    assertThat(Chain.distance(whole, chain)).isZero();
  }

  private static Map<String, Tensor> features() {
    return Map.of("features", Tensor.of(new long[] {2, 4}, 1f, -2f, 3f, 0.5f, -1f, 2f, 0f, 4f));
  }

  private static Map<String, Tensor> tokens() {
    long[] shape = {2, 3};
    return Map.of(
        "ids", Tensor.of(shape, 3L, 41L, 7L, 9L, 0L, 0L),
        "mask", Tensor.of(shape, 1L, 1L, 1L, 1L, 0L, 0L));
  }
}
