package dev.thermocline.cli.demo;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.BundleFormat;
import dev.thermocline.engine.bundle.BundleReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * {@link TinyBundle} with five words more, each of which one of its stages cannot take: zero is
 * divided by zero in the activations or in the head, or a table is looked up beyond its end. All
 * other words have the same answers as there.
 */
final class TouchyBundle {

  /** Activations of stage 1 are NaN. */
  static final String HOLLOW_AT_STAGE_1 = "hollow";

  /** Scores of exit 1 are NaN over finite activations; sure of its class at exit 2. */
  static final String BLIND_AT_EXIT_1 = "dazzling";

  /** Unsure at exit 1, and activations of stage 2 are NaN. */
  static final String HOLLOW_AT_STAGE_2 = "sunken";

  /** Unsure at exit 1, and the run of stage 2 ends with an error. */
  static final String ENDS_STAGE_2 = "beyond";

  /** Unsure at exits 1 and 2, and scores of exit 3 are NaN. */
  static final String BLIND_AT_EXIT_3 = "bottomless";

  private static final float HOLE_OF_STAGE_2 = 11;
  private static final float BLIND_SPOT_OF_EXIT_1 = 7;
  private static final float BLIND_SPOT_OF_EXIT_3 = 20;
  private static final int TABLE = 16;

  /** Votes of a word for each class; every stage doubles them. */
  private record Word(String text, float... votes) {}

  private static final List<Word> WORDS =
      List.of(
          new Word(HOLLOW_AT_STAGE_1, Float.NaN, Float.NaN, Float.NaN),
          new Word(BLIND_AT_EXIT_1, BLIND_SPOT_OF_EXIT_1, 0, 0),
          new Word(HOLLOW_AT_STAGE_2, HOLE_OF_STAGE_2, HOLE_OF_STAGE_2, HOLE_OF_STAGE_2),
          new Word(ENDS_STAGE_2, TABLE, TABLE, TABLE),
          new Word(
              BLIND_AT_EXIT_3,
              BLIND_SPOT_OF_EXIT_3 / 4,
              BLIND_SPOT_OF_EXIT_3 / 4,
              BLIND_SPOT_OF_EXIT_3 / 4));

  private TouchyBundle() {}

  static Path write(Path directory) throws Exception {
    TinyBundle.write(directory);
    Bundle plain = BundleReader.read(directory);
    for (Word word : WORDS) {
      Files.writeString(
          directory.resolve(BundleFormat.VOCABULARY),
          word.text() + "\n",
          StandardOpenOption.APPEND);
    }
    edit(directory, 1, TouchyBundle::addWords);
    edit(directory, 1, graph -> addBlindSpot(graph, BLIND_SPOT_OF_EXIT_1));
    edit(directory, 2, TouchyBundle::addHoleAndTable);
    edit(directory, 3, graph -> addBlindSpot(graph, BLIND_SPOT_OF_EXIT_3));
    BundleSeal.write(directory, plain, Map.of());
    return directory;
  }

  private static void edit(Path directory, int stage, Consumer<GraphProto.Builder> change)
      throws IOException {
    Path file = directory.resolve(BundleFormat.stageFile(stage));
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(file)).toBuilder();
    change.accept(model.getGraphBuilder());
    Files.write(file, model.build().toByteArray());
  }

  private static void addWords(GraphProto.Builder graph) {
    TensorProto.Builder votes = graph.getInitializerBuilder(0);
    votes.setDims(0, votes.getDims(0) + WORDS.size());
    for (Word word : WORDS) {
      for (float vote : word.votes()) {
        votes.addFloatData(vote);
      }
    }
  }

  /** Makes a logit NaN that would have that value. */
  private static void addBlindSpot(GraphProto.Builder graph, float value) {
    graph.getNodeBuilder(graph.getNodeCount() - 1).setOutput(0, "sums");
    graph
        .addInitializer(constant("nothing", 0))
        .addInitializer(constant("blind", value))
        .addNode(node("Sub", "away", "sums", "blind"))
        .addNode(node("Div", "glare", "nothing", "away"))
        .addNode(node("Add", "logits", "sums", "glare"));
  }

  /** Makes an activation NaN that comes in with one value, and ends the run for a large one. */
  private static void addHoleAndTable(GraphProto.Builder graph) {
    NodeProto doubling = graph.getNode(0);
    NodeProto head = graph.getNode(1);
    TensorProto.Builder table = constant("table", 0).setDims(0, TABLE);
    for (int i = 1; i < TABLE; i++) {
      table.addFloatData(0);
    }
    graph
        .clearNode()
        .addInitializer(constant("nothing", 0))
        .addInitializer(constant("hole", HOLE_OF_STAGE_2))
        .addInitializer(table)
        .addNode(doubling.toBuilder().setOutput(0, "doubled"))
        .addNode(node("Sub", "apart", "votes1", "hole"))
        .addNode(node("Div", "gap", "nothing", "apart"))
        .addNode(node("Add", "gapped", "doubled", "gap"))
        .addNode(node("Cast", "index", "votes1").addAttribute(toInt64()))
        .addNode(node("Gather", "found", "table", "index"))
        .addNode(node("Add", "votes2", "gapped", "found"))
        .addNode(head);
  }

  private static TensorProto.Builder constant(String name, float value) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.FLOAT_VALUE)
        .addDims(1)
        .addFloatData(value);
  }

  private static NodeProto.Builder node(String type, String output, String... inputs) {
    return NodeProto.newBuilder().setOpType(type).addAllInput(List.of(inputs)).addOutput(output);
  }

  private static AttributeProto.Builder toInt64() {
    return AttributeProto.newBuilder()
        .setName("to")
        .setType(AttributeProto.AttributeType.INT)
        .setI(TensorProto.DataType.INT64_VALUE);
  }
}
