/**
 * The stream benchmark: every controller on every trace, on the whole job, scored and drawn. Plays
 * its runs on the demo's stand.
 */
@NullMarked
package dev.thermocline.cli.bench;

import org.jspecify.annotations.NullMarked;
