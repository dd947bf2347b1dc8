package dev.thermocline.builder.graph;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class ChainPropertyTest {

  private enum Block {
    PLAIN,
    RESIDUAL,
    NORMALISED
  }

  @Provide
  Arbitrary<List<Block>> blocks() {
    return Arbitraries.of(Block.class).list().ofMinSize(2).ofMaxSize(6);
  }

  @Property(tries = 40)
  void anyCutOfAnyNetworkEqualsTheWhole(
      @ForAll("blocks") List<Block> blocks,
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 5) int rows)
      throws Exception {
    Path directory = Files.createTempDirectory("chain");
    Path file = network(blocks).write(directory);
    StageCutter cutter = StageCutter.read(file);
    Random random = new Random(seed);
    List<Integer> cuts = new ArrayList<>();
    for (int layer = 1; layer < cutter.layers(); layer++) {
      int candidate = layer;
      if (random.nextBoolean()
          && cutter.candidates().stream().anyMatch(c -> c.layers() == candidate)) {
        cuts.add(layer);
      }
    }
    float[] values = new float[rows * 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    List<Map<String, Tensor>> feeds =
        List.of(Map.of("features", Tensor.of(new long[] {rows, 4}, values)));

    List<StageGraph> stages = cutter.cutAfter(cuts);
    var whole = Chain.runFile(file, feeds, OptLevel.NO_OPT);
    var chain = Chain.run(stages, feeds, directory, OptLevel.NO_OPT);

    assertThat(Chain.distance(whole, chain)).isZero();
    assertThat(stages.stream().mapToInt(StageGraph::layers).sum()).isEqualTo(cutter.layers());
    Files.delete(file);
    Files.delete(directory.resolve("stage.onnx"));
    Files.delete(directory);
  }

  /** One MatMul a block; every candidate behind a block is the block's last tensor. */
  private static Models network(List<Block> blocks) {
    Models model = new Models().input("features", DataType.FLOAT, "b", "4");
    String from = "features";
    for (int i = 0; i < blocks.size(); i++) {
      String to = "h" + i;
      model.weights("w" + i, 4, 4).node("MatMul", "m" + i, List.of(from, "w" + i));
      switch (blocks.get(i)) {
        case PLAIN -> model.node("Tanh", to, List.of("m" + i));
        case RESIDUAL -> model.node("Add", to, List.of(from, "m" + i));
        case NORMALISED -> {
          model.node("ReduceMean", "mean" + i, List.of("m" + i), Models.integers("axes", 1));
          model.node("Sub", to, List.of("m" + i, "mean" + i));
        }
      }
      from = to;
    }
    return model.output(from, "b", "4");
  }

  @Property
  void editDistanceIsAMetric(
      @ForAll @AlphaChars @StringLength(max = 8) String a,
      @ForAll @AlphaChars @StringLength(max = 8) String b,
      @ForAll @AlphaChars @StringLength(max = 8) String c) {
    assertThat(Nearest.distance(a, a)).isZero();
    assertThat(Nearest.distance(a, b)).isEqualTo(Nearest.distance(b, a));
    assertThat(Nearest.distance(a, c))
        .isLessThanOrEqualTo(Nearest.distance(a, b) + Nearest.distance(b, c));
  }
}
