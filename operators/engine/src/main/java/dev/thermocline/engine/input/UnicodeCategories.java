package dev.thermocline.engine.input;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The three classes of characters WordPiece asks about, frozen at Unicode 8.0.
 *
 * <p>{@link Character#getType(int)} follows the running JDK, so the same text would become other
 * token ids on another JDK, and other ids than the model was trained on.
 */
final class UnicodeCategories {
  private static final String RESOURCE = "unicode-8.txt";
  private static final Map<String, BitSet> CLASSES = read();
  private static final BitSet OTHER = named("other");
  private static final BitSet NON_SPACING = named("nonspacing");
  private static final BitSet PUNCTUATION = named("punctuation");

  private UnicodeCategories() {}

  /** Control, format, surrogate or private use; not the unassigned. */
  static boolean isOther(int codePoint) {
    return OTHER.get(codePoint);
  }

  static boolean isNonSpacingMark(int codePoint) {
    return NON_SPACING.get(codePoint);
  }

  static boolean isPunctuation(int codePoint) {
    return PUNCTUATION.get(codePoint);
  }

  private static BitSet named(String name) {
    return Objects.requireNonNull(CLASSES.get(name), name);
  }

  private static Map<String, BitSet> read() {
    try (InputStream stream =
            Objects.requireNonNull(
                UnicodeCategories.class.getResourceAsStream(RESOURCE), RESOURCE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.US_ASCII))) {
      return parse(lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, BitSet> parse(BufferedReader lines) throws IOException {
    Map<String, BitSet> classes = new HashMap<>();
    BitSet current = new BitSet();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("[")) {
        current = new BitSet();
        classes.put(line.substring(1, line.length() - 1), current);
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        addRanges(current, line);
      }
    }
    return classes;
  }

  private static void addRanges(BitSet set, String line) {
    for (String range : line.split(" ", -1)) {
      int dash = range.indexOf('-');
      int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash), 16);
      int last = dash < 0 ? first : Integer.parseInt(range.substring(dash + 1), 16);
      set.set(first, last + 1);
    }
  }
}
