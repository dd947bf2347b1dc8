package dev.thermocline.app.codec;

import dev.thermocline.flink.config.JobOptions.Format;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * How large the parts of a record may be that travel on everything made of it. They bound what a
 * prediction or a dead letter weighs beside its payload, so that no record is too large to be
 * written.
 */
public final class Limits {

  /** Longest id and longest key of a request, in bytes of UTF-8. */
  public static final int NAME_BYTES = 1024;

  /** All Kafka headers of a record together, in bytes. */
  public static final int HEADER_BYTES = 64 * 1024;

  /** Longest message and error class of a dead letter, in characters: they may quote the record. */
  static final int MESSAGE_CHARACTERS = 4096;

  /** What a header weighs beside its name and value at most: two length prefixes. */
  private static final int HEADER_PREFIXES = 10;

  private static final int UTF8_MOST_BYTES = 3;

  /** A control character as JSON writes it. */
  private static final int ESCAPED_BYTES = 6;

  private static final int BASE64_IN = 3;
  private static final int BASE64_OUT = 4;

  private static final int FIXED_FIELDS = 4096;

  private Limits() {}

  /** Most that a dead letter weighs beside the cut original value, in bytes. */
  public static int deadLetterBesideValue(Format format) {
    return switch (format) {
      case SINGLE_OBJECT -> besideValue(NAME_BYTES, UTF8_MOST_BYTES);
      case JSON -> besideValue((int) base64Bytes(NAME_BYTES), ESCAPED_BYTES);
    };
  }

  /** The key is on the Kafka record and in the letter, message and error class in the letter. */
  private static int besideValue(int keyBytes, int characterBytes) {
    return HEADER_BYTES
        + NAME_BYTES
        + keyBytes
        + 2 * characterBytes * MESSAGE_CHARACTERS
        + FIXED_FIELDS;
  }

  /** The longest value that takes no more than so many bytes on a dead letter. */
  public static long valueBytes(long room, Format format) {
    return switch (format) {
      case SINGLE_OBJECT -> room;
      case JSON -> room / BASE64_OUT * BASE64_IN;
    };
  }

  private static long base64Bytes(long bytes) {
    return (bytes + BASE64_IN - 1) / BASE64_IN * BASE64_OUT;
  }

  static long size(List<Header> headers) {
    long size = 0;
    for (Header header : headers) {
      byte[] value = header.value();
      size += utf8Bytes(header.name()) + (value == null ? 0 : value.length) + HEADER_PREFIXES;
    }
    return size;
  }

  /** The text, if it is short enough to travel on everything. */
  static String name(String what, String text) throws DecodeException {
    int bytes = utf8Bytes(text);
    if (bytes > NAME_BYTES) {
      throw new DecodeException(
          what + " of " + bytes + " bytes; allowed: at most " + NAME_BYTES + " bytes of UTF-8");
    }
    return text;
  }

  private static int utf8Bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
