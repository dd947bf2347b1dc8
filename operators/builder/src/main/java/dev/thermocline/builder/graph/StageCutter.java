package dev.thermocline.builder.graph;

import ai.onnx.proto.OnnxMl.ModelProto;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Cuts one ONNX model into a chain of stages that computes exactly what the whole model computes.
 *
 * <p>A stage ends at a tensor that everything later depends on alone (see {@link CutCandidate}).
 * The next stage reads that tensor and, where it needs them, inputs of the model carried along
 * unchanged: those that never enter the model through weights, such as an attention mask; what is
 * cheaply derived from them is computed again in each stage. Token ids and other content inputs are
 * never carried.
 *
 * <p>A layer is an attention block (a Softmax or fused attention with weights behind it) or, in a
 * model without attention, a MatMul, Gemm, Conv or recurrent node with constant weights.
 */
public final class StageCutter {

  private final OnnxGraph graph;
  private final MainPath path;
  private final Borders borders;

  private StageCutter(ModelProto model) {
    graph = new OnnxGraph(model);
    path = new MainPath(graph);
    borders = new Borders(graph, path);
  }

  /**
   * Reads a model whose weights lie inside the file.
   *
   * @throws UncuttableModelException if the file is no ONNX model or of a kind that cannot be cut:
   *     external data, several outputs, control flow, sparse initializers, opset below 9, no layer
   * @throws IOException if the file cannot be read
   */
  public static StageCutter read(Path onnx) throws IOException {
    try (InputStream in = Files.newInputStream(onnx)) {
      CodedInputStream coded = CodedInputStream.newInstance(in, 1 << 16);
      coded.setSizeLimit(Integer.MAX_VALUE);
      return new StageCutter(ModelProto.parseFrom(coded));
    } catch (InvalidProtocolBufferException e) {
      throw new UncuttableModelException(
          "file " + onnx + " is not an ONNX model (" + e.getMessage() + "); give an .onnx file", e);
    }
  }

  /** Layers of the whole model; at least 1. */
  public int layers() {
    return path.layers();
  }

  /** Every place where the model can be cut, from the inputs to the output. */
  public List<CutCandidate> candidates() {
    return path.dominators().stream()
        .filter(tensor -> obstacle(tensor).isEmpty())
        .map(tensor -> new CutCandidate(tensor, path.layers(tensor)))
        .toList();
  }

  /**
   * Cuts after the given numbers of layers.
   *
   * @param layers strictly ascending, each at least 1 and below {@link #layers()}; empty leaves the
   *     model whole
   * @return one stage more than {@code layers}; the last ends at the model's output
   * @throws UncuttableModelException if a number is out of range or order, or there is no place to
   *     cut after that layer
   */
  public List<StageGraph> cutAfter(List<Integer> layers) {
    Map<Integer, String> last = new TreeMap<>();
    candidates().forEach(candidate -> last.put(candidate.layers(), candidate.tensor()));
    List<String> tensors = new ArrayList<>();
    int previous = 0;
    for (int layer : layers) {
      if (layer <= previous || layer >= layers()) {
        throw new UncuttableModelException(
            "cannot cut after layers "
                + layers
                + ": "
                + layer
                + " must be above "
                + previous
                + " and below "
                + layers()
                + "; give ascending layers, leaving at least one for the"
                + " last stage");
      }
      String tensor = last.get(layer);
      if (tensor == null) {
        throw new UncuttableModelException(noPlace(layer, last.keySet()));
      }
      tensors.add(tensor);
      previous = layer;
    }
    return new StageSlicer(graph, path, borders).cut(tensors);
  }

  /**
   * Cuts at the given tensors.
   *
   * @param tensors names from {@link #candidates()}, in the order of the model; empty leaves the
   *     model whole
   * @return one stage more than {@code tensors}; the last ends at the model's output
   * @throws UncuttableModelException if a tensor is unknown, no candidate, out of order, or leaves
   *     a stage without a layer
   */
  public List<StageGraph> cutAt(List<String> tensors) {
    String before = "";
    for (String tensor : tensors) {
      obstacle(tensor)
          .ifPresent(
              why -> {
                throw new UncuttableModelException("cannot cut at tensor '" + tensor + "': " + why);
              });
      if (path.layers(tensor) <= path.layers(before)) {
        throw new UncuttableModelException(
            "cannot cut at tensors "
                + tensors
                + ": '"
                + tensor
                + "' has "
                + path.layers(tensor)
                + " layers before it and '"
                + before
                + "' "
                + path.layers(before)
                + "; every stage must run at least one layer; give tensors in"
                + " the order of the model, at least a layer apart");
      }
      before = tensor;
    }
    return new StageSlicer(graph, path, borders).cut(tensors);
  }

  private Optional<String> obstacle(String tensor) {
    if (graph.producer(tensor) < 0) {
      return Optional.of(
          "the model has no such tensor; nearest names are "
              + Nearest.to(tensor, graph.tensors())
              + "; see the cut candidates");
    }
    int layers = path.layers(tensor);
    if (!path.isMain(tensor)) {
      return Optional.of(
          "it does not carry the record's content to the output through weights; choose a cut"
              + " candidate");
    }
    if (!path.dominators().contains(tensor)) {
      return Optional.of(
          "it is not alone there: these tensors are needed later too "
              + abbreviate(path.neededBeside(tensor))
              + "; none but the tensor to cut at is"
              + " allowed; choose a cut candidate");
    }
    if (layers < 1 || layers >= layers()) {
      return Optional.of(
          "it has "
              + layers
              + " of "
              + layers()
              + " layers before it; every stage must run at"
              + " least one layer; choose a cut candidate");
    }
    List<String> content = borders.contentReadAfter(tensor);
    if (!content.isEmpty()) {
      return Optional.of(
          "what follows still reads "
              + content
              + ", which carries content; later stages may only"
              + " read "
              + borders.carriable()
              + "; cut behind the last use or change the model");
    }
    try {
      borders.hidden(tensor);
    } catch (UncuttableModelException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
    return Optional.empty();
  }

  private String noPlace(int layer, Set<Integer> possible) {
    List<String> live = path.liveAfter(layer);
    String why =
        path.dominators().stream()
            .filter(tensor -> path.layers(tensor) == layer)
            .reduce((first, second) -> second)
            .flatMap(tensor -> obstacle(tensor).map(reason -> "at '" + tensor + "' " + reason))
            .orElse(
                "these tensors are needed later " + abbreviate(live) + "; exactly one is allowed");
    return "cannot cut after layer "
        + layer
        + ": "
        + why
        + "; cuts are possible after layers "
        + possible;
  }

  private static String abbreviate(List<String> names) {
    int shown = Math.min(names.size(), 4);
    String more = names.size() > shown ? " and " + (names.size() - shown) + " more" : "";
    return names.subList(0, shown) + more;
  }
}
