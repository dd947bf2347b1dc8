/** How far long work is: a bar on a terminal, plain lines elsewhere. */
@NullMarked
package dev.thermocline.cli.progress;

import org.jspecify.annotations.NullMarked;
