package dev.thermocline.app.codec;

import dev.thermocline.flink.config.JobOptions.Format;
import java.io.Serializable;

/**
 * How a request is written, and what it may be beyond that.
 *
 * @param format how requests are written
 * @param fields where the fields of a JSON request lie
 * @param maxBytes longest Kafka value that is decoded, in bytes
 * @param spreadsNullKeys whether a record without any key is taken, in no order
 */
public record RequestRules(Format format, FieldPaths fields, long maxBytes, boolean spreadsNullKeys)
    implements Serializable {}
