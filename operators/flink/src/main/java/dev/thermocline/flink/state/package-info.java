/** What the operator keeps in keyed state: the records in flight when a checkpoint is taken. */
@NullMarked
package dev.thermocline.flink.state;

import org.jspecify.annotations.NullMarked;
