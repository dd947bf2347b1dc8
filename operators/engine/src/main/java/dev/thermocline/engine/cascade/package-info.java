/** Schedules micro-batches over stages, compacts survivors and returns results. */
@NullMarked
package dev.thermocline.engine.cascade;

import org.jspecify.annotations.NullMarked;
