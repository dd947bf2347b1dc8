/** The commands of {@code thermocline}: options in, exit status out. */
@NullMarked
package dev.thermocline.cli.command;

import org.jspecify.annotations.NullMarked;
