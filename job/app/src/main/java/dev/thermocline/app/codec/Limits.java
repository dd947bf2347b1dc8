package dev.thermocline.app.codec;

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
  private static final int FIXED_FIELDS = 4096;

  /** Most that a dead letter weighs beside the cut original value, in bytes. */
  public static final int DEAD_LETTER_BESIDE_VALUE =
      HEADER_BYTES + 2 * NAME_BYTES + 2 * UTF8_MOST_BYTES * MESSAGE_CHARACTERS + FIXED_FIELDS;

  private Limits() {}

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
