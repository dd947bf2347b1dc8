/** A Flink cluster seen from outside, through its REST endpoint. */
@NullMarked
package dev.thermocline.cli.cluster;

import org.jspecify.annotations.NullMarked;
