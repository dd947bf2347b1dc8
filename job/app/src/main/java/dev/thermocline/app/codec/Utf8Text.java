package dev.thermocline.app.codec;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Strict UTF-8, decoded into a buffer that is used again. Not thread-safe. */
final class Utf8Text {

  /** Longest buffer that is kept for the next value, in characters. */
  private static final int KEPT = 256 * 1024;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private char[] kept = new char[1024];

  /**
   * The text of the bytes, a byte order mark before it left out; valid until the next call.
   *
   * @throws DecodeException naming the first byte that is not UTF-8
   */
  CharBuffer decode(byte[] value) throws DecodeException {
    // No character of UTF-8 takes more UTF-16 units than bytes.
    CharBuffer text = CharBuffer.wrap(buffer(value.length));
    ByteBuffer bytes = ByteBuffer.wrap(value);
    CoderResult result = decoder.reset().decode(bytes, text, true);
    if (result.isError()) {
      throw new DecodeException(
          "byte " + bytes.position() + " of " + value.length + " is not UTF-8; allowed: UTF-8");
    }
    text.flip();
    if (text.hasRemaining() && text.get(0) == BYTE_ORDER_MARK) {
      text.position(1);
    }
    return text;
  }

  private char[] buffer(int size) {
    if (size > KEPT) {
      return new char[size];
    }
    if (kept.length < size) {
      kept = new char[Math.min(KEPT, Integer.highestOneBit(size) * 2)];
    }
    return kept;
  }

  /** Whether every surrogate has its partner: only such text can be written as UTF-8. */
  static boolean wellFormed(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (!pair(text, i)) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** The text with a replacement character for every surrogate without its partner. */
  static String repaired(String text) {
    if (wellFormed(text)) {
      return text;
    }
    StringBuilder repaired = new StringBuilder(text);
    for (int i = 0; i < repaired.length(); i++) {
      if (Character.isSurrogate(repaired.charAt(i))) {
        if (pair(repaired, i)) {
          i++;
        } else {
          repaired.setCharAt(i, '\uFFFD');
        }
      }
    }
    return repaired.toString();
  }

  private static boolean pair(CharSequence text, int at) {
    return Character.isHighSurrogate(text.charAt(at))
        && at + 1 < text.length()
        && Character.isLowSurrogate(text.charAt(at + 1));
  }
}
