/** Commands that tune a running job: what they may ask, and the settings they leave in force. */
@NullMarked
package dev.thermocline.flink.tuning;

import org.jspecify.annotations.NullMarked;
