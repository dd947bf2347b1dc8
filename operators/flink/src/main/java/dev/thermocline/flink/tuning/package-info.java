/** Commands that tune a running operator. */
@NullMarked
package dev.thermocline.flink.tuning;

import org.jspecify.annotations.NullMarked;
