package dev.thermocline.builder.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the cutter refuses, and in which words. */
class StageCutterRefusalTest {

  @TempDir Path directory;

  @Test
  void unknownTensorIsAnsweredWithTheNearestNames() throws Exception {
    StageCutter cutter = StageCutter.read(Models.perceptron(3).write(directory));

    assertThatThrownBy(() -> cutter.cutAt(List.of("h12")))
        .isInstanceOf(UncuttableModelException.class)
        .hasMessageContaining("'h12'")
        .hasMessageContaining("nearest names are [h1, h2, ");
  }

  @Test
  void maskBranchIsNoPlaceToCut() throws Exception {
    StageCutter cutter = StageCutter.read(Models.encoder(2).write(directory));

    assertThatThrownBy(() -> cutter.cutAt(List.of("bias")))
        .isInstanceOf(UncuttableModelException.class)
        .hasMessageContaining("'bias'")
        .hasMessageContaining("does not carry the record's content");
  }

  @Test
  void cutsOutOfOrderOrRangeAreRefused() throws Exception {
    StageCutter cutter = StageCutter.read(Models.perceptron(3).write(directory));

    assertThatThrownBy(() -> cutter.cutAfter(List.of(2, 1)))
        .isInstanceOf(UncuttableModelException.class)
        .hasMessageContaining("1 must be above 2 and below 3");
    assertThatThrownBy(() -> cutter.cutAfter(List.of(3)))
        .isInstanceOf(UncuttableModelException.class)
        .hasMessageContaining("3 must be above 0 and below 3");
    assertThatThrownBy(() -> cutter.cutAt(List.of("h2", "h1")))
        .isInstanceOf(UncuttableModelException.class)
        .hasMessageContaining("in the order of the model");
    assertThatThrownBy(() -> cutter.cutAt(List.of("h3")))
        .isInstanceOf(UncuttableModelException.class)
        .hasMessageContaining("3 of 3 layers before it");
  }

  @Test
  void severalOutputsAreRefused() {
    Models model = Models.perceptron(2).output("h1", "b", "4");

    assertUncuttable(model, "2 outputs [h2, h1]", "exactly one is allowed");
  }

  @Test
  void externalDataIsRefused() {
    TensorProto outside =
        TensorProto.newBuilder()
            .setName("outside")
            .setDataType(DataType.FLOAT.getNumber())
            .addDims(1)
            .setDataLocation(TensorProto.DataLocation.EXTERNAL)
            .build();

    assertUncuttable(Models.perceptron(2).initializer(outside), "'outside'", "external");
  }

  @Test
  void controlFlowIsRefused() {
    AttributeProto branch =
        AttributeProto.newBuilder()
            .setName("then_branch")
            .setType(AttributeProto.AttributeType.GRAPH)
            .setG(GraphProto.newBuilder().setName("then"))
            .build();
    Models model = Models.perceptron(2).node("If", "chosen", List.of("h2"), branch);

    assertUncuttable(model, "'chosen:node' (If)", "control flow");
  }

  @Test
  void oldOperatorSetIsRefused() {
    assertUncuttable(Models.perceptron(2).opset(8), "opset is 8", "must be >= 9");
  }

  @Test
  void modelWithoutALayerIsRefused() {
    Models model =
        new Models()
            .input("features", DataType.FLOAT, "b", "4")
            .node("Relu", "end", List.of("features"))
            .output("end", "b", "4");

    assertUncuttable(model, "no layer lies between the inputs [features] and the output 'end'");
  }

  @Test
  void nodeReadingAnUnknownTensorIsRefused() {
    Models model = Models.perceptron(2).node("Relu", "lost", List.of("nowhere"));

    assertUncuttable(model, "'nowhere'", "topological order");
  }

  @Test
  void fixedBatchIsRefusedWhenCutting() throws Exception {
    Path file =
        new Models()
            .input("features", DataType.FLOAT, "1", "4")
            .weights("w1", 4, 4)
            .weights("w2", 4, 4)
            .node("MatMul", "h1", List.of("features", "w1"))
            .node("MatMul", "h2", List.of("h1", "w2"))
            .output("h2", "1", "4")
            .write(directory);

    StageCutter cutter = StageCutter.read(file);

    assertThatThrownBy(() -> cutter.cutAfter(List.of(1)))
        .isInstanceOf(UncuttableModelException.class)
        .hasMessageContaining("'h1'")
        .hasMessageContaining("batch and must be dynamic");
  }

  @Test
  void halfPrecisionIsRefusedWhenCutting() throws Exception {
    Models model = Models.perceptron(1).weights("w2", 4, 4).weights("w3", 4, 4);
    model.node("MatMul", "wide", List.of("h1", "w2"));
    model.node("Cast", "half", List.of("wide"), Models.integer("to", 10));
    model.node("Relu", "rectified", List.of("half"));
    model.node("Cast", "back", List.of("rectified"), Models.integer("to", 1));
    model.node("MatMul", "end", List.of("back", "w3"));
    Path file = model.endAt("end").write(directory);

    StageCutter cutter = StageCutter.read(file);

    assertThatThrownBy(() -> cutter.cutAt(List.of("rectified")))
        .isInstanceOf(UncuttableModelException.class)
        .hasMessageContaining("'rectified' has type FLOAT16");
    assertThat(cutter.candidates()).extracting(CutCandidate::tensor).contains("wide", "back");
  }

  @Test
  void shapeThatNobodyTellsIsRefused() throws Exception {
    Models model = Models.perceptron(1).weights("w2", 4, 4);
    model.node("Mystery", "riddle", List.of("h1"));
    model.node("MatMul", "end", List.of("riddle", "w2"));
    Path file = model.endAt("end").write(directory);

    StageCutter cutter = StageCutter.read(file);

    assertThatThrownBy(() -> cutter.cutAt(List.of("riddle")))
        .isInstanceOf(UncuttableModelException.class)
        .hasMessageContaining("shape unknown")
        .hasMessageContaining("run ONNX shape inference");
  }

  @Test
  void fileThatIsNoModelIsRefused() throws Exception {
    Path file = Files.writeString(directory.resolve("model.onnx"), "no protobuf at all");

    assertThatThrownBy(() -> StageCutter.read(file))
        .isInstanceOf(UncuttableModelException.class)
        .hasMessageContaining("model.onnx")
        .hasMessageContaining("not an ONNX model");
  }

  private void assertUncuttable(Models model, String... parts) {
    assertThatThrownBy(() -> StageCutter.read(model.write(directory)))
        .isInstanceOf(UncuttableModelException.class)
        .hasMessageContainingAll(parts);
  }
}
