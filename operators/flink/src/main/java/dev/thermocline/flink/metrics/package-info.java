/** Every metric name of the operator. */
@NullMarked
package dev.thermocline.flink.metrics;

import org.jspecify.annotations.NullMarked;
