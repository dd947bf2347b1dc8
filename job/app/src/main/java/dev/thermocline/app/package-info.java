/** The job: its command line and its topology. */
@NullMarked
package dev.thermocline.app;

import org.jspecify.annotations.NullMarked;
