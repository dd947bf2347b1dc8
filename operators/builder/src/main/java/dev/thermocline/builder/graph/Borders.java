package dev.thermocline.builder.graph;

import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.thermocline.engine.bundle.TensorSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** What crosses the borders between stages: hidden tensors and carried inputs, with their specs. */
final class Borders {

  private final OnnxGraph graph;
  private final MainPath path;
  private final ElementTypes types;
  private final ShapeInference shapes;
  private final Optional<TensorSpec> mask;
  private final Map<String, String> twins;

  Borders(OnnxGraph graph, MainPath path) {
    this.graph = graph;
    this.path = path;
    types = new ElementTypes(graph);
    shapes = new ShapeInference(graph);
    twins = findTwins();
    mask = findMask();
  }

  /** Inputs of the model that what follows the tensor reads, in order. */
  List<String> readAfter(String tensor) {
    return graph.slice(graph.output(), Set.of(tensor), twins).inputs();
  }

  /** Content inputs that what follows the tensor reads. */
  List<String> contentReadAfter(String tensor) {
    List<String> content = new ArrayList<>(readAfter(tensor));
    content.retainAll(path.contentInputs());
    return content;
  }

  /** Inputs that may be carried to later stages: those that never enter through weights. */
  List<String> carriable() {
    List<String> inputs = new ArrayList<>(graph.slice(graph.output(), Set.of()).inputs());
    inputs.removeAll(path.contentInputs());
    return inputs;
  }

  /** The only carriable input {@code (B, S)}, if there is exactly one. */
  Optional<TensorSpec> mask() {
    return mask;
  }

  /**
   * For content inputs, a carriable input declared with the very same dimensions: a later stage
   * that asks only for the content's shape can ask the twin.
   */
  Map<String, String> twins() {
    return twins;
  }

  private Map<String, String> findTwins() {
    Map<String, String> found = new HashMap<>();
    for (String content : path.contentInputs()) {
      carriable().stream()
          .filter(other -> sameShape(declaration(content), declaration(other)))
          .findFirst()
          .ifPresent(other -> found.put(content, other));
    }
    return Map.copyOf(found);
  }

  private TensorShapeProto declaration(String input) {
    ValueInfoProto info = Objects.requireNonNull(graph.info(input), input);
    return info.getType().getTensorType().getShape();
  }

  private static boolean sameShape(TensorShapeProto left, TensorShapeProto right) {
    boolean named =
        left.getDimList().stream()
            .allMatch(dim -> dim.hasDimValue() || !dim.getDimParam().isEmpty());
    return named && left.getDimCount() > 0 && left.getDimList().equals(right.getDimList());
  }

  private Optional<TensorSpec> findMask() {
    List<TensorSpec> masks =
        carriable().stream()
            .map(this::spec)
            .filter(spec -> spec.sequence() && spec.rowShape().isEmpty())
            .toList();
    return masks.size() == 1 ? Optional.of(masks.get(0)) : Optional.empty();
  }

  /** Spec of any tensor the engine has to move. */
  TensorSpec spec(String tensor) {
    return TensorSpecs.of(tensor, types.of(tensor), shapes.dims(tensor));
  }

  /** Spec of a tensor that a stage ends at: its last dimension must be known. */
  TensorSpec hidden(String tensor) {
    TensorSpec spec = spec(tensor);
    if (spec.sequence() && spec.rowShape().isEmpty()) {
      throw new UncuttableModelException(
          "tensor '"
              + tensor
              + "' has shape [?, ?]; a stage must end at (B, S, H) or (B, H) with H"
              + " known; run ONNX shape inference over the model and save it with its value_info");
    }
    return spec;
  }
}
