/** Operating points: from recorded head outputs to a ladder of measured rungs. */
@NullMarked
package dev.thermocline.builder.calibration;

import org.jspecify.annotations.NullMarked;
