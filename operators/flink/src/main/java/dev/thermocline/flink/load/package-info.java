/** Measures the load of a subtask: what its task, its records and its engine tell. */
@NullMarked
package dev.thermocline.flink.load;

import org.jspecify.annotations.NullMarked;
