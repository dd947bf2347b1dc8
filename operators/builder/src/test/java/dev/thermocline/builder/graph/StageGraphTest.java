package dev.thermocline.builder.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.thermocline.engine.bundle.TensorSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StageGraphTest {

  private static final float[] WEIGHTS = {
    1, 0, 0, 0, 0, 0, 0, 0, //
    0.5f, -1, 2, 0, 0, 3, 0, 1, //
    0, 0, 0, 0, 1, 1, 1, 1
  };
  private static final float[] BIAS = {0.25f, 0, -1};

  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(ints = {9, 11, 12})
  void poolsTheMaskedMeanAndClassifiesIt(int opset) throws Exception {
    StageGraph stage = encoder(2, opset).get(0);

    StageGraph exit = stage.withMeanPooling("pooled").withClassifier("pooled", WEIGHTS, BIAS, "y");

    assertThat(exit.outputs()).containsExactly("h1", "pooled", "y");
    assertHeadFollowsTheFormula(exit);
  }

  @Test
  void poolsWithTheAxesAsInputFromOperatorSet13On() throws Exception {
    Models model =
        new Models()
            .opset(13)
            .input("ids", DataType.INT64, "b", "s")
            .input("mask", DataType.INT64, "b", "s")
            .weights("embedding", 50, 8)
            .weights("w1", 8, 8)
            .node("Gather", "h0", List.of("embedding", "ids"))
            .node("Cast", "floats", List.of("mask"), Models.integer("to", 1))
            .node("ReduceMax", "most", List.of("floats"), Models.integers("axes", 0, 1))
            .node("Mul", "scaled", List.of("h0", "most"))
            .node("MatMul", "h1", List.of("scaled", "w1"))
            .output("h1", "b", "s", "8");
    StageGraph stage = StageCutter.read(model.write(directory)).cutAfter(List.of()).get(0);

    StageGraph exit = stage.withMeanPooling("pooled").withClassifier("pooled", WEIGHTS, BIAS, "y");

    Map<String, Tensor> outputs =
        Chain.run(List.of(exit), List.of(tokens()), directory, OptLevel.ALL_OPT).get(0);
    assertThat(outputs.keySet()).containsExactly("pooled", "y");
    assertThat(Tensor.in(outputs, "pooled").shape()).containsExactly(3, 8);
  }

  private void assertHeadFollowsTheFormula(StageGraph exit) throws Exception {
    Map<String, Tensor> outputs =
        Chain.run(List.of(exit), List.of(tokens()), directory, OptLevel.ALL_OPT).get(0);
    Tensor hidden = Tensor.in(outputs, "h1");
    int[] lengths = {3, 1, 2};
    for (int row = 0; row < 3; row++) {
      float[] pooled = Tensor.in(outputs, "pooled").row(row);
      for (int h = 0; h < 8; h++) {
        double sum = 0;
        for (int token = 0; token < lengths[row]; token++) {
          sum += hidden.row(row)[token * 8 + h];
        }
        assertThat((double) pooled[h]).isCloseTo(sum / lengths[row], within(1e-5));
      }
      for (int c = 0; c < BIAS.length; c++) {
        double logit = BIAS[c];
        for (int h = 0; h < 8; h++) {
          logit += WEIGHTS[c * 8 + h] * pooled[h];
        }
        assertThat((double) Tensor.in(outputs, "y").row(row)[c]).isCloseTo(logit, within(1e-5));
      }
    }
  }

  @Test
  void lastStageHandsNothingOnOncePooled() throws Exception {
    StageGraph last = encoder(2, 11).get(1);

    StageGraph pooled = last.withMeanPooling("pooled");

    assertThat(last.activations()).extracting(TensorSpec::name).containsExactly("h2");
    assertThat(pooled.activations()).isEmpty();
    assertThat(pooled.outputs()).containsExactly("pooled");
  }

  @Test
  void earlierStagesHandTheirHiddenTensorOnBesideTheLogits() throws Exception {
    StageGraph stage = encoder(2, 11).get(0);

    StageGraph exit =
        stage
            .withMeanPooling("pooled")
            .withClassifier("pooled", WEIGHTS, BIAS, "logits")
            .dropOutput("pooled");

    assertThat(exit.outputs()).containsExactly("h1", "logits");
    assertThat(exit.activations()).isEqualTo(stage.activations());
    assertThat(exit.layers()).isEqualTo(1);
    assertThat(exit.pooledWidth()).isEqualTo(8);
    assertThat(stage.outputs()).containsExactly("h1");
  }

  @Test
  void tensorWithoutTokensIsPooledAsItIs() throws Exception {
    Path file = Models.perceptron(2).write(directory);
    StageGraph stage = StageCutter.read(file).cutAfter(List.of(1)).get(0);
    Map<String, Tensor> feed =
        Map.of("features", Tensor.of(new long[] {2, 4}, 1f, -2f, 3f, 0f, -1f, 2f, 0f, 4f));

    Map<String, Tensor> outputs =
        Chain.run(
                List.of(stage.withMeanPooling("pooled")), List.of(feed), directory, OptLevel.NO_OPT)
            .get(0);

    assertThat(Tensor.in(outputs, "pooled").distance(Tensor.in(outputs, "h1"))).isZero();
  }

  @Test
  void tokensWithoutAMaskAreNotPooled() throws Exception {
    Models model =
        new Models()
            .input("ids", DataType.INT64, "b", "s")
            .weights("embedding", 50, 8)
            .weights("w1", 8, 8)
            .node("Gather", "h0", List.of("embedding", "ids"))
            .node("MatMul", "h1", List.of("h0", "w1"))
            .output("h1", "b", "s", "8");
    StageGraph stage = StageCutter.read(model.write(directory)).cutAfter(List.of()).get(0);

    assertThatThrownBy(() -> stage.withMeanPooling("pooled"))
        .isInstanceOf(UncuttableModelException.class)
        .hasMessageContaining("'h1' has tokens, but the model has no single mask");
  }

  @Test
  void classifierOfTheWrongSizeIsRefused() throws Exception {
    StageGraph stage = encoder(2, 11).get(0).withMeanPooling("pooled");

    assertThatThrownBy(() -> stage.withClassifier("pooled", new float[15], new float[2], "y"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("15 weights and 2 biases; weights must be classes x 8");
  }

  @Test
  void namesThatDoNotFitTheStageAreRefused() throws Exception {
    StageGraph stage = encoder(2, 11).get(0);

    assertThatThrownBy(() -> stage.withMeanPooling("h0"))
        .hasMessageContaining("already has a tensor 'h0'");
    assertThatThrownBy(() -> stage.withClassifier("pooled", WEIGHTS, BIAS, "y"))
        .hasMessageContaining("'pooled' is no output of the stage; its outputs are [h1]");
    assertThatThrownBy(() -> stage.withClassifier("h1", WEIGHTS, BIAS, "y"))
        .hasMessageContaining("'h1' has a row per token");
    assertThatThrownBy(() -> stage.dropOutput("h1")).hasMessageContaining("only output");
  }

  @Test
  void fileAndBytesAreTheSame() throws Exception {
    StageGraph stage = encoder(2, 11).get(0).withMeanPooling("pooled");
    Path file = directory.resolve("stage.onnx");

    stage.write(file);

    assertThat(Files.readAllBytes(file)).isEqualTo(stage.toByteArray());
  }

  @Test
  void operatorSetAndIrVersionAreKept() throws Exception {
    Path file = directory.resolve("stage.onnx");

    encoder(2, 9).get(1).withMeanPooling("pooled").write(file);

    var model = ai.onnx.proto.OnnxMl.ModelProto.parseFrom(Files.readAllBytes(file));
    assertThat(model.getIrVersion()).isEqualTo(6);
    assertThat(model.getOpsetImportList()).extracting(set -> set.getVersion()).containsExactly(9L);
  }

  private List<StageGraph> encoder(int layers, int opset) throws Exception {
    Path file = Models.encoder(layers).opset(opset).write(directory);
    return StageCutter.read(file).cutAfter(List.of(1));
  }

  private static Map<String, Tensor> tokens() {
    long[] shape = {3, 3};
    return Map.of(
        "ids", Tensor.of(shape, 3L, 41L, 7L, 9L, 0L, 0L, 22L, 5L, 0L),
        "mask", Tensor.of(shape, 1L, 1L, 1L, 1L, 0L, 0L, 1L, 1L, 0L));
  }
}
