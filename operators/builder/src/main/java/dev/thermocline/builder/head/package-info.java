/** Fits exit heads on pooled vectors and their temperatures on held-out logits. */
@NullMarked
package dev.thermocline.builder.head;

import org.jspecify.annotations.NullMarked;
