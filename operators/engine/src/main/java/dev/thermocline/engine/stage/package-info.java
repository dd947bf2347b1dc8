/** One model segment over a micro-batch: rows in, activations and head outputs out. */
@NullMarked
package dev.thermocline.engine.stage;

import org.jspecify.annotations.NullMarked;
