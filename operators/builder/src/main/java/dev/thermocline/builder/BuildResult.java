package dev.thermocline.builder;

import dev.thermocline.engine.bundle.Bundle;

/**
 * A finished bundle and what it was made of.
 *
 * @param bundle the bundle as read back
 * @param weights its fitted parts, enough to assemble it again from the same model
 */
public record BuildResult(Bundle bundle, BundleWeights weights) {}
