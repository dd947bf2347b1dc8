package dev.thermocline.builder.graph;

/**
 * A tensor that every path from the content inputs to the model's output goes through.
 *
 * @param tensor name in the ONNX graph
 * @param layers layers that ran before it; at least 1 and fewer than the model has
 */
public record CutCandidate(String tensor, int layers) {}
