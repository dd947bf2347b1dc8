/** Commands to a running job, written to its control topic. */
@NullMarked
package dev.thermocline.cli.control;

import org.jspecify.annotations.NullMarked;
