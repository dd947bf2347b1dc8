/** Labelled records from files, and their splits. */
@NullMarked
package dev.thermocline.builder.data;

import org.jspecify.annotations.NullMarked;
