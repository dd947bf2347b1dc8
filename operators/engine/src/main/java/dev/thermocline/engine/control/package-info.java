/** Depth control: which rung of the ladder the next records draw. */
@NullMarked
package dev.thermocline.engine.control;

import org.jspecify.annotations.NullMarked;
