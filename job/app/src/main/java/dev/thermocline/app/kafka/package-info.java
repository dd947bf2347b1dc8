/** Sources and sinks: Kafka records to records of the job and back. */
@NullMarked
package dev.thermocline.app.kafka;

import org.jspecify.annotations.NullMarked;
