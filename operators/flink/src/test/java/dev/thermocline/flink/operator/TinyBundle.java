package dev.thermocline.flink.operator;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.thermocline.engine.bundle.BundleFormat;
import dev.thermocline.engine.bundle.BundleManifest;
import dev.thermocline.engine.bundle.Calibration;
import dev.thermocline.engine.bundle.ElementType;
import dev.thermocline.engine.bundle.HeadSpec;
import dev.thermocline.engine.bundle.InputSpec;
import dev.thermocline.engine.bundle.ModelInfo;
import dev.thermocline.engine.bundle.OperatingPoint;
import dev.thermocline.engine.bundle.StageSpec;
import dev.thermocline.engine.bundle.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A real bundle of two stages that knows two words: {@code easy} is class {@code first} and sure at
 * exit 1; {@code hard} is class {@code second} and sure at exit 2 only. Its one rung asks for a
 * probability of 0.9.
 */
final class TinyBundle {
  private static final List<String> VOCABULARY =
      List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "easy", "hard");
  private static final int CLASSES = 2;
  private static final float SURE = 10f;
  private static final float UNSURE = 0.1f;

  private TinyBundle() {}

  static void write(Path directory) throws IOException {
    Files.createDirectories(directory.resolve("stages"));
    Files.createDirectories(directory.resolve("tokenizer"));
    TensorSpec ids = new TensorSpec("input_ids", ElementType.INT64, true, List.of());
    TensorSpec hidden = new TensorSpec("hidden", ElementType.FLOAT32, true, List.of(CLASSES));
    Files.write(directory.resolve(BundleFormat.stageFile(1)), lookUp().toByteArray());
    Files.write(directory.resolve(BundleFormat.stageFile(2)), sharpen().toByteArray());
    Files.write(directory.resolve(BundleFormat.VOCABULARY), VOCABULARY);
    Files.write(directory.resolve(BundleFormat.CALIBRATION), BundleFormat.toJson(calibration()));
    BundleManifest manifest =
        new BundleManifest(
            BundleFormat.VERSION,
            "",
            new ModelInfo("tiny", "Apache-2.0", "00"),
            new InputSpec("text", BundleFormat.VOCABULARY, true, 16),
            List.of(
                stage(directory, 1, List.of(ids), List.of(hidden)),
                stage(directory, 2, List.of(hidden), List.of())),
            List.of(new HeadSpec(1, "classifier", 1), new HeadSpec(2, "classifier", 1)),
            List.of("first", "second"),
            Map.of(
                BundleFormat.VOCABULARY,
                BundleFormat.sha256(directory.resolve(BundleFormat.VOCABULARY)),
                BundleFormat.CALIBRATION,
                BundleFormat.sha256(directory.resolve(BundleFormat.CALIBRATION))));
    Files.write(directory.resolve(BundleFormat.MANIFEST), BundleFormat.toJson(manifest.sealed()));
  }

  private static StageSpec stage(
      Path directory, int index, List<TensorSpec> inputs, List<TensorSpec> outputs)
      throws IOException {
    String file = BundleFormat.stageFile(index);
    String digest = BundleFormat.sha256(directory.resolve(file));
    return new StageSpec(index, file, digest, 1, inputs, outputs, "logits", "cpu");
  }

  private static Calibration calibration() {
    OperatingPoint only =
        new OperatingPoint(0, List.of(0.9, 0.9), List.of(1.0, 0.5), 0.75, 1, 1, 0, 0, Double.NaN);
    return new Calibration(
        "max-probability",
        "disagreement",
        "measured",
        Double.NaN,
        Map.of(),
        Map.of(),
        Map.of(),
        List.of(only));
  }

  /** Words to evidence per class, summed over the text. */
  private static ModelProto lookUp() {
    TensorProto.Builder table =
        TensorProto.newBuilder()
            .setName("table")
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addDims(VOCABULARY.size())
            .addDims(CLASSES);
    for (String word : VOCABULARY) {
      table.addFloatData(word.equals("easy") ? SURE : 0);
      table.addFloatData(word.equals("hard") ? UNSURE : 0);
    }
    return model(
        GraphProto.newBuilder()
            .addInput(sequence("input_ids", TensorProto.DataType.INT64_VALUE))
            .addOutput(sequence("hidden", TensorProto.DataType.FLOAT_VALUE, CLASSES))
            .addInitializer(table)
            .addNode(node("Gather", "hidden", "table", "input_ids")));
  }

  /** The same evidence, a hundred times as strong. */
  private static ModelProto sharpen() {
    return model(
        GraphProto.newBuilder()
            .addInput(sequence("hidden", TensorProto.DataType.FLOAT_VALUE, CLASSES))
            .addInitializer(
                TensorProto.newBuilder()
                    .setName("strength")
                    .setDataType(TensorProto.DataType.FLOAT_VALUE)
                    .addDims(1)
                    .addFloatData(SURE / UNSURE))
            .addNode(node("Mul", "strong", "hidden", "strength")));
  }

  private static ModelProto model(GraphProto.Builder graph) {
    String evidence = graph.getNode(0).getOutput(0);
    graph
        .setName("tiny")
        .addOutput(
            value(
                "logits",
                TensorProto.DataType.FLOAT_VALUE,
                TensorShapeProto.newBuilder().addDim(dynamic("b")).addDim(fixed(CLASSES))))
        .addNode(
            node("ReduceSum", "logits", evidence)
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("axes")
                        .setType(AttributeProto.AttributeType.INTS)
                        .addInts(1))
                .addAttribute(
                    AttributeProto.newBuilder()
                        .setName("keepdims")
                        .setType(AttributeProto.AttributeType.INT)
                        .setI(0)));
    return ModelProto.newBuilder()
        .setIrVersion(6)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(11))
        .setGraph(graph)
        .build();
  }

  private static NodeProto.Builder node(String type, String output, String... inputs) {
    return NodeProto.newBuilder().setOpType(type).addAllInput(List.of(inputs)).addOutput(output);
  }

  private static ValueInfoProto sequence(String name, int type, int... rowShape) {
    TensorShapeProto.Builder shape =
        TensorShapeProto.newBuilder().addDim(dynamic("b")).addDim(dynamic("s"));
    for (int dimension : rowShape) {
      shape.addDim(fixed(dimension));
    }
    return value(name, type, shape);
  }

  private static ValueInfoProto value(String name, int type, TensorShapeProto.Builder shape) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
        .build();
  }

  private static TensorShapeProto.Dimension dynamic(String name) {
    return TensorShapeProto.Dimension.newBuilder().setDimParam(name).build();
  }

  private static TensorShapeProto.Dimension fixed(int size) {
    return TensorShapeProto.Dimension.newBuilder().setDimValue(size).build();
  }
}
