package dev.thermocline.builder.graph;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a graph that carries the record's content through weights.
 *
 * <p>A node is <em>weighted</em> when it applies a constant matrix to something that depends on an
 * input; <em>main</em> tensors are those behind a weighted node; what depends on the inputs without
 * being main (attention masks, shapes of inputs) is cheap and can be computed again in every stage.
 * Places to cut are the dominators of the output in the main part, seen from a virtual root before
 * the first weighted nodes: with such a tensor at hand nothing before it is needed.
 *
 * <p>Dominators by the data-flow scheme of Cooper, Harvey and Kennedy (2001); one pass is enough in
 * topological order.
 */
final class MainPath {

  private static final Set<String> LOOKUPS = Set.of("Gather", "EmbedLayerNormalization");
  private static final Set<String> WEIGHTED =
      Set.of(
          "Gather",
          "EmbedLayerNormalization",
          "MatMul",
          "Gemm",
          "Conv",
          "ConvTranspose",
          "Einsum",
          "LSTM",
          "GRU",
          "RNN",
          "MatMulInteger",
          "ConvInteger",
          "QLinearMatMul",
          "QLinearConv",
          "DynamicQuantizeMatMul",
          "MatMulIntegerToFloat",
          "MatMulNBits",
          "FusedMatMul",
          "FusedGemm",
          "FusedConv",
          "Attention",
          "QAttention");
  private static final Set<String> ATTENTION =
      Set.of("Softmax", "Attention", "QAttention", "MultiHeadAttention");
  private static final Set<Integer> WEIGHT_TYPES =
      Set.of(
          TensorProto.DataType.FLOAT.getNumber(),
          TensorProto.DataType.FLOAT16.getNumber(),
          TensorProto.DataType.BFLOAT16.getNumber(),
          TensorProto.DataType.DOUBLE.getNumber(),
          TensorProto.DataType.UINT8.getNumber(),
          TensorProto.DataType.INT8.getNumber());

  /** A main tensor in the dominator tree; the root has no parent and an empty name. */
  private record Vertex(String tensor, int depth, @Nullable Vertex parent, BitSet layers) {}

  private final OnnxGraph graph;
  private final BitSet live;
  private final Set<String> dependent = new LinkedHashSet<>();
  private final Set<String> matrices = new LinkedHashSet<>();
  private final BitSet weighted = new BitSet();
  private final BitSet main = new BitSet();
  private final BitSet layerNodes = new BitSet();
  private final Map<String, Vertex> vertices = new HashMap<>();
  private final Set<String> contentInputs = new LinkedHashSet<>();

  MainPath(OnnxGraph graph) {
    this.graph = graph;
    live = graph.slice(graph.output(), Set.of()).nodes();
    mark();
    chooseLayers();
    if (layerNodes.isEmpty()) {
      throw new UncuttableModelException(
          "no layer lies between the inputs "
              + graph.inputs().keySet()
              + " and the output '"
              + graph.output()
              + "'; a layer is an attention block or, without any, a MatMul, Gemm or Conv with"
              + " constant weights; give a model with at least one");
    }
    growDominators();
  }

  private void mark() {
    dependent.addAll(graph.inputs().keySet());
    for (TensorProto tensor : graph.initializers().values()) {
      if (isMatrix(tensor)) {
        matrices.add(tensor.getName());
      }
    }
    Set<String> mainTensors = new LinkedHashSet<>();
    for (int i = live.nextSetBit(0); i >= 0; i = live.nextSetBit(i + 1)) {
      NodeProto node = graph.node(i);
      List<String> reads = node.getInputList();
      if (reads.stream().noneMatch(dependent::contains)) {
        if (isConstantMatrix(node)) {
          matrices.addAll(node.getOutputList());
        }
        continue;
      }
      dependent.addAll(node.getOutputList());
      boolean fed = reads.stream().anyMatch(mainTensors::contains);
      weighted.set(
          i, WEIGHTED.contains(node.getOpType()) && reads.stream().anyMatch(matrices::contains));
      if (weighted.get(i) && !fed) {
        reads.forEach(this::addContentInputs);
      }
      if (weighted.get(i) || fed) {
        main.set(i);
        mainTensors.addAll(node.getOutputList());
      }
    }
  }

  private static boolean isMatrix(TensorProto tensor) {
    return tensor.getDimsCount() >= 2 && WEIGHT_TYPES.contains(tensor.getDataType());
  }

  private boolean isConstantMatrix(NodeProto node) {
    return node.getInputList().stream().anyMatch(matrices::contains)
        || node.getAttributeList().stream().anyMatch(a -> a.hasT() && isMatrix(a.getT()));
  }

  private void addContentInputs(String tensor) {
    if (dependent.contains(tensor)) {
      contentInputs.addAll(graph.slice(tensor, Set.of()).inputs());
    }
  }

  private void chooseLayers() {
    Set<String> needed = new LinkedHashSet<>();
    for (int i = main.length(); (i = main.previousSetBit(i - 1)) >= 0; ) {
      NodeProto node = graph.node(i);
      boolean leadsToWeights = node.getOutputList().stream().anyMatch(needed::contains);
      if (weighted.get(i) || leadsToWeights) {
        needed.addAll(node.getInputList());
      }
      // A Softmax with no weights behind it turns logits into scores; it is not a layer.
      if (ATTENTION.contains(node.getOpType()) && (weighted.get(i) || leadsToWeights)) {
        layerNodes.set(i);
      }
    }
    if (layerNodes.isEmpty()) {
      weighted.stream()
          .filter(i -> !LOOKUPS.contains(graph.node(i).getOpType()))
          .forEach(layerNodes::set);
    }
  }

  private void growDominators() {
    Vertex root = new Vertex("", 0, null, new BitSet());
    for (int i = main.nextSetBit(0); i >= 0; i = main.nextSetBit(i + 1)) {
      NodeProto node = graph.node(i);
      Vertex parent = null;
      BitSet layers = new BitSet();
      for (String read : node.getInputList()) {
        Vertex vertex = vertices.get(read);
        if (vertex != null) {
          layers.or(vertex.layers());
          parent = parent == null ? vertex : commonAncestor(parent, vertex);
        }
      }
      if (layerNodes.get(i)) {
        layers.set(i);
      }
      Vertex above = parent == null ? root : parent;
      for (String tensor : node.getOutputList()) {
        vertices.put(tensor, new Vertex(tensor, above.depth() + 1, above, layers));
      }
    }
  }

  private static Vertex commonAncestor(Vertex left, Vertex right) {
    Vertex a = left;
    Vertex b = right;
    while (a != b) {
      if (a.depth() >= b.depth() && a.parent() != null) {
        a = a.parent();
      } else if (b.parent() != null) {
        b = b.parent();
      }
    }
    return a;
  }

  /** Layers of the whole model. */
  int layers() {
    return layers(graph.output());
  }

  /** Layers among the ancestors of a tensor; 0 for tensors that are not main. */
  int layers(String tensor) {
    Vertex vertex = vertices.get(tensor);
    return vertex == null ? 0 : vertex.layers().cardinality();
  }

  /** Inputs that enter the main part through weights, such as token ids. */
  Set<String> contentInputs() {
    return contentInputs;
  }

  /** Whether the tensor depends on the inputs through weights. */
  boolean isMain(String tensor) {
    return vertices.containsKey(tensor);
  }

  /** Tensors that every main path to the output goes through, in order, the output last. */
  List<String> dominators() {
    Deque<String> chain = new ArrayDeque<>();
    Vertex vertex = vertices.get(graph.output());
    while (vertex != null && vertex.parent() != null) {
      chain.addFirst(vertex.tensor());
      vertex = vertex.parent();
    }
    return List.copyOf(chain);
  }

  /**
   * Main tensors that do not come from {@code tensor} but meet what does, on the way to the end.
   */
  List<String> neededBeside(String tensor) {
    Set<String> behind = new LinkedHashSet<>(List.of(tensor));
    Set<String> beside = new LinkedHashSet<>();
    for (int i = main.nextSetBit(0); i >= 0; i = main.nextSetBit(i + 1)) {
      NodeProto node = graph.node(i);
      if (node.getInputList().stream().anyMatch(behind::contains)) {
        behind.addAll(node.getOutputList());
        node.getInputList().stream()
            .filter(read -> isMain(read) && !behind.contains(read))
            .forEach(beside::add);
      }
    }
    return List.copyOf(beside);
  }

  /** Main tensors with at most {@code layers} layers before them that a later node still reads. */
  List<String> liveAfter(int layers) {
    Set<String> crossing = new LinkedHashSet<>();
    for (int i = main.nextSetBit(0); i >= 0; i = main.nextSetBit(i + 1)) {
      NodeProto node = graph.node(i);
      if (node.getOutputCount() > 0 && layers(node.getOutput(0)) > layers) {
        for (String read : node.getInputList()) {
          if (isMain(read) && layers(read) <= layers) {
            crossing.add(read);
          }
        }
      }
    }
    return List.copyOf(crossing);
  }
}
