package dev.thermocline.builder.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.thermocline.engine.bundle.ElementType;
import dev.thermocline.engine.bundle.TensorSpec;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One stage of a cut model, immutable; the {@code with…} methods give a new one with nodes
 * appended.
 *
 * <p>A stage starts with its hidden tensor as its only output. Equal stages give equal bytes.
 */
public final class StageGraph {

  private final ModelProto model;
  private final List<TensorSpec> inputs;
  private final TensorSpec hidden;
  private final int layers;
  private final boolean last;
  private final Optional<TensorSpec> mask;

  StageGraph(
      ModelProto model,
      List<TensorSpec> inputs,
      TensorSpec hidden,
      int layers,
      boolean last,
      Optional<TensorSpec> mask) {
    this.model = model;
    this.inputs = List.copyOf(inputs);
    this.hidden = hidden;
    this.layers = layers;
    this.last = last;
    this.mask = mask;
  }

  /** What the stage reads: the previous stage's hidden tensor, then inputs of the model. */
  public List<TensorSpec> inputs() {
    return inputs;
  }

  /**
   * What the stage hands on: its hidden tensor, or nothing once that is no output any more, as in a
   * last stage with pooling.
   */
  public List<TensorSpec> activations() {
    return outputs().contains(hidden.name()) ? List.of(hidden) : List.of();
  }

  /** Names of all outputs in the order they were added. */
  public List<String> outputs() {
    return model.getGraph().getOutputList().stream().map(ValueInfoProto::getName).toList();
  }

  /** Layers this stage runs; at least 1. */
  public int layers() {
    return layers;
  }

  /** Width H of a pooled row: the last dimension of the stage's hidden tensor. */
  public int pooledWidth() {
    List<Integer> row = hidden.rowShape();
    if (row.size() != 1 || hidden.type() != ElementType.FLOAT32) {
      throw new UncuttableModelException(
          "hidden tensor "
              + hidden
              + " cannot be pooled; allowed is FLOAT32 of shape (B, S, H) or"
              + " (B, H); cut the model at such a tensor");
    }
    return row.get(0);
  }

  /**
   * Appends the mean of the hidden tensor over the tokens whose mask is not 0, as a new output.
   *
   * <p>{@code pooled[b, h] = Σ_s mask[b, s] · hidden[b, s, h] / max(1, Σ_s mask[b, s])}. A hidden
   * tensor {@code (B, H)} without tokens is passed on as it is. In the last stage of a model the
   * hidden tensor is then no output any more.
   *
   * @param output name of the new output {@code (B, H)}, float
   * @throws UncuttableModelException if the hidden tensor has another shape, or it has tokens and
   *     the model has no single input {@code (B, S)} that can serve as mask
   */
  public StageGraph withMeanPooling(String output) {
    TensorSpec pooled = new TensorSpec(output, ElementType.FLOAT32, false, List.of(pooledWidth()));
    HeadNodes nodes = new HeadNodes(model, output);
    List<TensorSpec> reads = inputs;
    if (hidden.sequence()) {
      TensorSpec tokens = mask.orElseThrow(() -> new UncuttableModelException(noMask()));
      nodes.maskedMean(hidden.name(), tokens.name(), output);
      if (!inputs.contains(tokens)) {
        reads = new ArrayList<>(inputs);
        reads.add(tokens);
        nodes.addInput(tokens);
      }
    } else {
      nodes.pass(hidden.name(), output);
    }
    StageGraph stage = with(nodes.finish(pooled), reads);
    return last ? stage.dropOutput(hidden.name()) : stage;
  }

  private String noMask() {
    return "hidden tensor '"
        + hidden.name()
        + "' has tokens, but the model has no single mask;"
        + " without one a row's mean would depend on its padding; allowed is exactly one input"
        + " (B, S) that does not enter the model through weights; export the model with an"
        + " attention mask";
  }

  /**
   * Appends a linear classifier as a new output: {@code logits = pooled · weightsᵀ + bias}.
   *
   * @param pooled an output {@code (B, H)} of this stage
   * @param weights C × H values, row-major
   * @param bias C values
   * @param logits name of the new output {@code (B, C)}, float
   * @throws IllegalArgumentException if sizes or names do not fit this stage
   */
  public StageGraph withClassifier(String pooled, float[] weights, float[] bias, String logits) {
    requireOutput(pooled);
    if (hidden.sequence() && pooled.equals(hidden.name())) {
      throw new IllegalArgumentException(
          "'" + pooled + "' has a row per token; a classifier reads (B, H); pool it first");
    }
    if (bias.length == 0 || weights.length != (long) bias.length * pooledWidth()) {
      throw new IllegalArgumentException(
          "classifier '"
              + logits
              + "' has "
              + weights.length
              + " weights and "
              + bias.length
              + " biases; weights must be classes x "
              + pooledWidth()
              + " (row-major) and biases"
              + " one per class, at least 1");
    }
    HeadNodes nodes = new HeadNodes(model, logits);
    nodes.linear(pooled, weights, bias, pooledWidth(), logits);
    TensorSpec spec = new TensorSpec(logits, ElementType.FLOAT32, false, List.of(bias.length));
    return with(nodes.finish(spec), inputs);
  }

  /**
   * Makes a tensor internal that was an output.
   *
   * @throws IllegalArgumentException if it is no output, or the only one
   */
  public StageGraph dropOutput(String output) {
    requireOutput(output);
    if (outputs().size() == 1) {
      throw new IllegalArgumentException(
          "'" + output + "' is the stage's only output; add another before dropping it");
    }
    GraphProto.Builder graph = model.getGraph().toBuilder().clearOutput();
    model.getGraph().getOutputList().stream()
        .filter(info -> !info.getName().equals(output))
        .forEach(graph::addOutput);
    return with(model.toBuilder().setGraph(graph).build(), inputs);
  }

  private void requireOutput(String name) {
    if (!outputs().contains(name)) {
      throw new IllegalArgumentException(
          "'" + name + "' is no output of the stage; its outputs are " + outputs());
    }
  }

  private StageGraph with(ModelProto changed, List<TensorSpec> reads) {
    return new StageGraph(changed, reads, hidden, layers, last, mask);
  }

  /** Writes the stage as an ONNX file, replacing one that is there. */
  public void write(Path file) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      model.writeTo(out);
    }
  }

  /** The stage as the bytes of an ONNX file. */
  public byte[] toByteArray() {
    return model.toByteArray();
  }
}
