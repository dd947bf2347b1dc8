/** A job's topics as people read them. */
@NullMarked
package dev.thermocline.cli.show;

import org.jspecify.annotations.NullMarked;
