/** Exit policies: given a head's output and per-record state, who leaves. */
@NullMarked
package dev.thermocline.engine.exit;

import org.jspecify.annotations.NullMarked;
