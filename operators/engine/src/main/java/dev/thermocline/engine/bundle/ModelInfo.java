package dev.thermocline.engine.bundle;

/**
 * Where the model comes from.
 *
 * @param name the model's name
 * @param licence SPDX identifier or short name of the model's licence
 * @param sha256 digest of the uncut ONNX file
 */
public record ModelInfo(String name, String licence, String sha256) {}
