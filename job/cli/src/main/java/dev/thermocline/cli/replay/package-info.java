/** The open-loop generator: which records are sent, under which keys, and when. */
@NullMarked
package dev.thermocline.cli.replay;

import org.jspecify.annotations.NullMarked;
