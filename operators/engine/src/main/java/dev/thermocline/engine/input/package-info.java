/** Turns a record's fields into stage-1 rows. */
@NullMarked
package dev.thermocline.engine.input;

import org.jspecify.annotations.NullMarked;
