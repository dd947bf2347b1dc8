/** Immutable records of a model bundle and the reader that verifies them. */
@NullMarked
package dev.thermocline.engine.bundle;

import org.jspecify.annotations.NullMarked;
