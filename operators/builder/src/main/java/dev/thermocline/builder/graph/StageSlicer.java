package dev.thermocline.builder.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.thermocline.engine.bundle.TensorSpec;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** Copies what each stage needs into a model of its own: nodes, constants, declarations. */
final class StageSlicer {

  private final OnnxGraph graph;
  private final MainPath path;
  private final Borders borders;

  StageSlicer(OnnxGraph graph, MainPath path, Borders borders) {
    this.graph = graph;
    this.path = path;
    this.borders = borders;
  }

  /** The chain of stages between the given tensors, which are known to be places to cut. */
  List<StageGraph> cut(List<String> tensors) {
    List<String> ends = new ArrayList<>(tensors);
    ends.add(graph.output());
    Set<String> carried = new LinkedHashSet<>();
    tensors.forEach(tensor -> carried.addAll(borders.readAfter(tensor)));
    List<StageGraph> stages = new ArrayList<>();
    for (int i = 0; i < ends.size(); i++) {
      String start = i == 0 ? "" : ends.get(i - 1);
      stages.add(stage(i + 1, start, ends.get(i), i == 0 ? carried : Set.of()));
    }
    return List.copyOf(stages);
  }

  private StageGraph stage(int index, String start, String end, Set<String> carried) {
    Map<String, String> twins = start.isEmpty() ? Map.of() : borders.twins();
    OnnxGraph.Slice slice = graph.slice(end, Set.of(start), twins);
    List<TensorSpec> inputs = new ArrayList<>();
    if (!start.isEmpty()) {
      inputs.add(borders.hidden(start));
    }
    // The first stage declares what later ones carry, so that a record's row holds it.
    graph.inputs().keySet().stream()
        .filter(input -> slice.inputs().contains(input) || carried.contains(input))
        .forEach(input -> inputs.add(borders.spec(input)));
    TensorSpec hidden = borders.hidden(end);
    GraphProto.Builder cut = GraphProto.newBuilder();
    cut.setName(graph.model().getGraph().getName() + "/stage-" + index);
    inputs.forEach(input -> cut.addInput(TensorSpecs.declare(input)));
    cut.addOutput(TensorSpecs.declare(hidden));
    IntStream.range(0, graph.nodeCount())
        .filter(slice.nodes()::get)
        .forEach(node -> cut.addNode(OnnxGraph.withTwins(graph.node(node), twins)));
    copyDeclarations(slice, Set.of(start, end), cut);
    ModelProto model = graph.model().toBuilder().clearTrainingInfo().setGraph(cut).build();
    boolean last = end.equals(graph.output());
    int layers = path.layers(end) - path.layers(start);
    return new StageGraph(model, inputs, hidden, layers, last, borders.mask());
  }

  private void copyDeclarations(
      OnnxGraph.Slice slice, Set<String> declared, GraphProto.Builder cut) {
    GraphProto source = graph.model().getGraph();
    for (TensorProto tensor : source.getInitializerList()) {
      if (slice.tensors().contains(tensor.getName())) {
        cut.addInitializer(tensor);
      }
    }
    // Models of IR version 3 declare their initializers as inputs too.
    source.getInputList().stream()
        .filter(info -> graph.initializers().containsKey(info.getName()))
        .filter(info -> slice.tensors().contains(info.getName()))
        .forEach(cut::addInput);
    source.getValueInfoList().stream()
        .filter(info -> slice.tensors().contains(info.getName()))
        .filter(info -> !declared.contains(info.getName()))
        .forEach(cut::addValueInfo);
  }
}
