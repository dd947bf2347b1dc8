/** Avro bytes to records and back; knows no topic and no broker. */
@NullMarked
package dev.thermocline.app.codec;

import org.jspecify.annotations.NullMarked;
