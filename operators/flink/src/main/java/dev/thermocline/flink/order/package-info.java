/** Per-key release of results, with watermarks behind the records they followed. */
@NullMarked
package dev.thermocline.flink.order;

import org.jspecify.annotations.NullMarked;
