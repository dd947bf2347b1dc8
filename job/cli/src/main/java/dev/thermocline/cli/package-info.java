/** The program {@code thermocline}. */
@NullMarked
package dev.thermocline.cli;

import org.jspecify.annotations.NullMarked;
