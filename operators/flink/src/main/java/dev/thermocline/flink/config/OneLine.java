package dev.thermocline.flink.config;

/** Text from outside as it may stand in a message or in a log: on one line. */
public final class OneLine {

  private static final char LINE_SEPARATOR = 0x2028;
  private static final char PARAGRAPH_SEPARATOR = 0x2029;

  private OneLine() {}

  /** The text, its control characters and line separators written as JSON would escape them. */
  public static String of(String text) {
    if (text.chars().noneMatch(OneLine::breaks)) {
      return text;
    }
    StringBuilder line = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (breaks(c)) {
        line.append('\\').append('u').append(String.format("%04x", (int) c));
      } else {
        line.append(c);
      }
    }
    return line.toString();
  }

  private static boolean breaks(int c) {
    return Character.isISOControl(c) || c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR;
  }
}
