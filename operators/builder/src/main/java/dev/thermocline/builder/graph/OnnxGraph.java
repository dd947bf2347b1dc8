package dev.thermocline.builder.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An ONNX graph indexed by tensor name, checked to be of the kind that can be cut. */
final class OnnxGraph {

  private static final int MIN_OPSET = 9;

  /** Nodes needed for some tensor, and the primary inputs they reach, in the model's order. */
  record Slice(BitSet nodes, Set<String> tensors, List<String> inputs) {}

  private final ModelProto model;
  private final Map<String, Integer> producers = new HashMap<>();
  private final Map<String, TensorProto> initializers = new LinkedHashMap<>();
  private final Map<String, ValueInfoProto> infos = new HashMap<>();
  private final Map<String, ValueInfoProto> inputs = new LinkedHashMap<>();
  private final String output;

  OnnxGraph(ModelProto model) {
    this.model = model;
    GraphProto graph = model.getGraph();
    refuseUnsupported(graph);
    graph.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
    graph.getValueInfoList().forEach(info -> infos.put(info.getName(), info));
    for (ValueInfoProto input : graph.getInputList()) {
      infos.put(input.getName(), input);
      if (!initializers.containsKey(input.getName())) {
        inputs.put(input.getName(), input);
      }
    }
    output = graph.getOutput(0).getName();
    infos.put(output, graph.getOutput(0));
    indexNodes(graph);
  }

  private void refuseUnsupported(GraphProto graph) {
    if (graph.getNodeCount() == 0 || graph.getOutputCount() == 0) {
      throw new UncuttableModelException(
          "the ONNX model has no graph (nodes: "
              + graph.getNodeCount()
              + ", outputs: "
              + graph.getOutputCount()
              + "); give a complete .onnx file");
    }
    if (graph.getOutputCount() > 1) {
      List<String> names = graph.getOutputList().stream().map(ValueInfoProto::getName).toList();
      throw new UncuttableModelException(
          "the model has "
              + names.size()
              + " outputs "
              + names
              + "; exactly one is allowed; export"
              + " it again with the output the exits are to predict from");
    }
    if (graph.getSparseInitializerCount() > 0) {
      throw new UncuttableModelException(
          "initializer '"
              + graph.getSparseInitializer(0).getValues().getName()
              + "' is sparse; only dense initializers are allowed; store it dense");
    }
    for (TensorProto tensor : graph.getInitializerList()) {
      refuseExternal(tensor, "initializer '" + tensor.getName() + "'");
    }
    if (opset() < MIN_OPSET) {
      throw new UncuttableModelException(
          "the model's opset is "
              + opset()
              + "; it must be >= "
              + MIN_OPSET
              + "; convert it with the ONNX version converter");
    }
  }

  private static void refuseExternal(TensorProto tensor, String what) {
    if (tensor.getDataLocation() == TensorProto.DataLocation.EXTERNAL) {
      throw new UncuttableModelException(
          what
              + " keeps its data in an external file; the data must lie inside the .onnx file;"
              + " save the model again without external data");
    }
  }

  private void indexNodes(GraphProto graph) {
    for (int i = 0; i < graph.getNodeCount(); i++) {
      NodeProto node = graph.getNode(i);
      for (AttributeProto attribute : node.getAttributeList()) {
        if (attribute.hasG() || attribute.getGraphsCount() > 0) {
          throw new UncuttableModelException(
              describe(node)
                  + " holds a subgraph; control flow (If, Loop, Scan) cannot be cut;"
                  + " export the model without it");
        }
        if (attribute.hasT()) {
          refuseExternal(attribute.getT(), describe(node));
        }
      }
      for (String name : node.getInputList()) {
        if (!name.isEmpty() && !known(name)) {
          throw new UncuttableModelException(
              describe(node)
                  + " reads tensor '"
                  + name
                  + "', which nothing before it gives;"
                  + " nodes must be in topological order; run the ONNX checker over the model");
        }
      }
      for (String name : node.getOutputList()) {
        if (!name.isEmpty()) {
          producers.put(name, i);
        }
      }
    }
    if (!producers.containsKey(output)) {
      throw new UncuttableModelException(
          "the model's output '" + output + "' is given by no node; run the ONNX checker over it");
    }
  }

  private boolean known(String tensor) {
    return producers.containsKey(tensor)
        || initializers.containsKey(tensor)
        || inputs.containsKey(tensor);
  }

  ModelProto model() {
    return model;
  }

  /** Version of the default operator set. */
  int opset() {
    return opset(model);
  }

  static int opset(ModelProto model) {
    for (OperatorSetIdProto set : model.getOpsetImportList()) {
      if (set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx")) {
        return (int) set.getVersion();
      }
    }
    return 0;
  }

  int nodeCount() {
    return model.getGraph().getNodeCount();
  }

  NodeProto node(int index) {
    return model.getGraph().getNode(index);
  }

  /** Index of the node that gives the tensor; -1 for inputs and initializers. */
  int producer(String tensor) {
    return producers.getOrDefault(tensor, -1);
  }

  Set<String> tensors() {
    return producers.keySet();
  }

  /** The model's inputs that are not initializers, in order. */
  Map<String, ValueInfoProto> inputs() {
    return inputs;
  }

  Map<String, TensorProto> initializers() {
    return initializers;
  }

  /** What the model itself declares about a tensor. */
  @Nullable ValueInfoProto info(String tensor) {
    return infos.get(tensor);
  }

  String output() {
    return output;
  }

  /** Walks backward from {@code end} without going past the tensors in {@code stops}. */
  Slice slice(String end, Set<String> stops) {
    return slice(end, stops, Map.of());
  }

  /**
   * Walks backward from {@code end} without going past the tensors in {@code stops}.
   *
   * @param twins inputs whose shape is taken from another input of the same shape
   */
  Slice slice(String end, Set<String> stops, Map<String, String> twins) {
    BitSet nodes = new BitSet(nodeCount());
    Set<String> seen = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(end));
    while (!open.isEmpty()) {
      String tensor = open.pop();
      if (tensor.isEmpty() || !seen.add(tensor) || stops.contains(tensor)) {
        continue;
      }
      int producer = producer(tensor);
      if (producer >= 0 && !nodes.get(producer)) {
        nodes.set(producer);
        open.addAll(withTwins(node(producer), twins).getInputList());
      }
    }
    List<String> reached = new ArrayList<>(inputs.keySet());
    reached.retainAll(seen);
    return new Slice(nodes, seen, List.copyOf(reached));
  }

  /** The node, reading the twin where it asks only for the shape of an input that has one. */
  static NodeProto withTwins(NodeProto node, Map<String, String> twins) {
    if (!node.getOpType().equals("Shape") || node.getInputCount() != 1) {
      return node;
    }
    String twin = twins.get(node.getInput(0));
    return twin == null ? node : node.toBuilder().setInput(0, twin).build();
  }

  static String describe(NodeProto node) {
    String name = node.getName().isEmpty() ? "giving " + node.getOutputList() : node.getName();
    return "node '" + name + "' (" + node.getOpType() + ")";
  }
}
