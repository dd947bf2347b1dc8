/** The keyed early-exit operator: its entry point, factory and lifecycle. */
@NullMarked
package dev.thermocline.flink.operator;

import org.jspecify.annotations.NullMarked;
