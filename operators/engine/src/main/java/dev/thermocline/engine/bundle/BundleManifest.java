package dev.thermocline.engine.bundle;

import java.util.List;
import java.util.Map;

/**
 * The content of {@code bundle.json}.
 *
 * @param formatVersion layout of the bundle; see {@link BundleFormat#VERSION}
 * @param id {@code sha256:} and 64 hex digits over everything else in the manifest
 * @param model provenance of the model
 * @param input how records are encoded
 * @param stages the chain, in order
 * @param heads one per stage, in order
 * @param labels class names, index = class
 * @param files sha256 of every other file the bundle's behaviour depends on, by path inside it
 */
public record BundleManifest(
    int formatVersion,
    String id,
    ModelInfo model,
    InputSpec input,
    List<StageSpec> stages,
    List<HeadSpec> heads,
    List<String> labels,
    Map<String, String> files) {

  public BundleManifest {
    stages = List.copyOf(stages);
    heads = List.copyOf(heads);
    labels = List.copyOf(labels);
    files = Map.copyOf(files);
  }

  /** The same manifest carrying the id its content asks for. */
  public BundleManifest sealed() {
    BundleManifest unsigned =
        new BundleManifest(formatVersion, "", model, input, stages, heads, labels, files);
    return new BundleManifest(
        formatVersion, BundleFormat.idOf(unsigned), model, input, stages, heads, labels, files);
  }
}
