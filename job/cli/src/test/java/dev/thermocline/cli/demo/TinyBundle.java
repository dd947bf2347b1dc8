package dev.thermocline.cli.demo;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import dev.thermocline.builder.data.Example;
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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A real bundle of three small ONNX stages: every word votes for its class, and each stage doubles
 * the votes, so that a record grows surer with depth and the label stays.
 */
public final class TinyBundle {

  static final List<String> LABELS = List.of("animal", "plant", "tool");

  private static final int STAGES = 3;
  private static final int CLASSES = 3;
  private static final int WORDS_PER_CLASS = 10;
  private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
  private static final float VOTE = 0.5f;
  private static final int WIDTH = 256;

  private TinyBundle() {}

  /**
   * Writes the bundle; at rung 1, whose loss is 0.04, a record leaves at the first exit that is
   * surer than 0.75.
   */
  public static Path write(Path directory) throws IOException {
    return write(directory, 0);
  }

  /**
   * As {@link #write(Path)}, with stages that take their time.
   *
   * @param work multiplications by a matrix of 256 x 256 that each stage does for every token
   */
  public static Path write(Path directory, int work) throws IOException {
    Files.createDirectories(directory.resolve("stages"));
    Files.createDirectories(directory.resolve("tokenizer"));
    Files.write(directory.resolve(BundleFormat.VOCABULARY), vocabulary());
    List<StageSpec> stages = new ArrayList<>();
    List<HeadSpec> heads = new ArrayList<>();
    for (int stage = 1; stage <= STAGES; stage++) {
      Path file = directory.resolve(BundleFormat.stageFile(stage));
      Files.write(file, model(stage, work).toByteArray());
      stages.add(spec(stage, BundleFormat.sha256(file)));
      heads.add(new HeadSpec(stage, "classifier", 1));
    }
    Files.write(directory.resolve(BundleFormat.CALIBRATION), BundleFormat.toJson(calibration()));
    Map<String, String> digests = new HashMap<>();
    for (String file : List.of(BundleFormat.VOCABULARY, BundleFormat.CALIBRATION)) {
      digests.put(file, BundleFormat.sha256(directory.resolve(file)));
    }
    BundleManifest manifest =
        new BundleManifest(
            BundleFormat.VERSION,
            "",
            new ModelInfo("votes", "Apache-2.0", "none"),
            new InputSpec("text", BundleFormat.VOCABULARY, true, 32),
            stages,
            heads,
            LABELS,
            digests);
    Files.write(directory.resolve(BundleFormat.MANIFEST), BundleFormat.toJson(manifest.sealed()));
    return directory;
  }

  /** Sentences whose words mostly vote for their label. */
  public static List<Example> examples(int count, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int label = random.nextInt(CLASSES);
      List<String> words = new ArrayList<>();
      int length = 1 + random.nextInt(6);
      for (int word = 0; word < length; word++) {
        int voted = random.nextDouble() < 0.7 ? label : random.nextInt(CLASSES);
        words.add(word(voted, random.nextInt(WORDS_PER_CLASS)));
      }
      examples.add(new Example("e" + i, String.join(" ", words), LABELS.get(label), "e" + i));
    }
    return examples;
  }

  private static String word(int voted, int index) {
    return LABELS.get(voted) + (char) ('a' + index);
  }

  private static List<String> words() {
    List<String> tokens = new ArrayList<>(SPECIAL);
    for (int voted = 0; voted < CLASSES; voted++) {
      for (int index = 0; index < WORDS_PER_CLASS; index++) {
        tokens.add(word(voted, index));
      }
    }
    return tokens;
  }

  private static byte[] vocabulary() {
    return (String.join("\n", words()) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static Calibration calibration() {
    List<OperatingPoint> ladder =
        List.of(
            new OperatingPoint(
                0, List.of(2.0, 2.0, 2.0), List.of(1.0, 1.0, 1.0), 1, 0.8, 1, 0, 0, Double.NaN),
            new OperatingPoint(
                1,
                List.of(0.75, 0.75, 0.0),
                List.of(1.0, 0.7, 0.3),
                0.67,
                0.8,
                0.96,
                0.04,
                0,
                Double.NaN));
    return new Calibration(
        "max-probability",
        "disagreement",
        "measured",
        Double.NaN,
        Map.of(),
        Map.of(),
        Map.of(),
        ladder);
  }

  private static StageSpec spec(int stage, String sha256) {
    TensorSpec input =
        stage == 1
            ? new TensorSpec("input_ids", ElementType.INT64, true, List.of())
            : new TensorSpec("votes" + (stage - 1), ElementType.FLOAT32, true, List.of(CLASSES));
    List<TensorSpec> outputs =
        stage == STAGES
            ? List.of()
            : List.of(new TensorSpec("votes" + stage, ElementType.FLOAT32, true, List.of(CLASSES)));
    return new StageSpec(
        stage, BundleFormat.stageFile(stage), sha256, 1, List.of(input), outputs, "logits", "cpu");
  }

  private static ModelProto model(int stage, int work) {
    String votes = "votes" + stage;
    GraphProto.Builder graph = GraphProto.newBuilder().setName("stage" + stage);
    String counted = work == 0 ? votes : "counted";
    if (stage == 1) {
      graph
          .addInput(info("input_ids", TensorProto.DataType.INT64_VALUE, sequence()))
          .addInitializer(votesOfWords())
          .addNode(node("Gather", counted, "words", "input_ids"));
    } else {
      String before = "votes" + (stage - 1);
      graph
          .addInput(info(before, TensorProto.DataType.FLOAT_VALUE, sequence().addDim(fixed())))
          .addInitializer(
              TensorProto.newBuilder()
                  .setName("two")
                  .setDataType(TensorProto.DataType.FLOAT_VALUE)
                  .addDims(1)
                  .addFloatData(2))
          .addNode(node("Mul", counted, before, "two"));
    }
    if (work > 0) {
      addWork(graph, counted, votes, work);
    }
    if (stage < STAGES) {
      graph.addOutput(info(votes, TensorProto.DataType.FLOAT_VALUE, sequence().addDim(fixed())));
    }
    graph
        .addNode(node("ReduceSum", "logits", votes).addAttribute(axes()).addAttribute(keepDims()))
        .addOutput(
            info(
                "logits",
                TensorProto.DataType.FLOAT_VALUE,
                TensorShapeProto.newBuilder().addDim(dynamic("b")).addDim(fixed())));
    return ModelProto.newBuilder()
        .setIrVersion(6)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(11))
        .setGraph(graph)
        .build();
  }

  /** Adds a product that is always zero and that ONNX Runtime computes nevertheless. */
  private static void addWork(GraphProto.Builder graph, String from, String to, int work) {
    graph
        .addInitializer(zeros("widen", CLASSES, WIDTH))
        .addInitializer(zeros("wide", WIDTH, WIDTH))
        .addInitializer(zeros("narrow", WIDTH, CLASSES))
        .addNode(node("MatMul", "work0", from, "widen"));
    for (int i = 0; i < work; i++) {
      graph.addNode(node("MatMul", "work" + (i + 1), "work" + i, "wide"));
    }
    graph
        .addNode(node("MatMul", "nothing", "work" + work, "narrow"))
        .addNode(node("Add", to, from, "nothing"));
  }

  private static TensorProto.Builder zeros(String name, int rows, int columns) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(TensorProto.DataType.FLOAT_VALUE)
        .addDims(rows)
        .addDims(columns)
        .setRawData(ByteString.copyFrom(new byte[rows * columns * Float.BYTES]));
  }

  private static TensorProto.Builder votesOfWords() {
    int words = words().size();
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setName("words")
            .setDataType(TensorProto.DataType.FLOAT_VALUE)
            .addDims(words)
            .addDims(CLASSES);
    for (int word = 0; word < words; word++) {
      for (int voted = 0; voted < CLASSES; voted++) {
        int own = Math.floorDiv(word - SPECIAL.size(), WORDS_PER_CLASS);
        tensor.addFloatData(own == voted ? VOTE : 0);
      }
    }
    return tensor;
  }

  private static NodeProto.Builder node(String type, String output, String... inputs) {
    return NodeProto.newBuilder().setOpType(type).addAllInput(List.of(inputs)).addOutput(output);
  }

  private static AttributeProto axes() {
    return AttributeProto.newBuilder()
        .setName("axes")
        .setType(AttributeProto.AttributeType.INTS)
        .addInts(1)
        .build();
  }

  private static AttributeProto keepDims() {
    return AttributeProto.newBuilder()
        .setName("keepdims")
        .setType(AttributeProto.AttributeType.INT)
        .setI(0)
        .build();
  }

  private static ValueInfoProto info(String name, int type, TensorShapeProto.Builder shape) {
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(type).setShape(shape)))
        .build();
  }

  private static TensorShapeProto.Builder sequence() {
    return TensorShapeProto.newBuilder().addDim(dynamic("b")).addDim(dynamic("s"));
  }

  private static TensorShapeProto.Dimension dynamic(String name) {
    return TensorShapeProto.Dimension.newBuilder().setDimParam(name).build();
  }

  private static TensorShapeProto.Dimension fixed() {
    return TensorShapeProto.Dimension.newBuilder().setDimValue(CLASSES).build();
  }
}
