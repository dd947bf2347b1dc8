/** What is computed over measured samples. */
@NullMarked
package dev.thermocline.cli.figures;

import org.jspecify.annotations.NullMarked;
