package dev.thermocline.engine.input;

import java.text.Normalizer;

/**
 * What BERT's normaliser and pre-tokeniser make of each character, as tables.
 *
 * <p>Order of the rules, as in Hugging Face's {@code BertNormalizer} and {@code BertPreTokenizer}:
 * drop NUL, U+FFFD and everything of general category Cc, Cf, Co or Cs except tab, line feed and
 * carriage return; whitespace becomes a space; CJK ideographs stand alone; canonical decomposition,
 * non-spacing marks dropped, lower case (these three only when {@code lowerCase}); punctuation
 * stands alone. Decomposition is taken one code point at a time: reordering of marks is the only
 * thing that would need more, and the marks it reorders are dropped or unknown to any vocabulary.
 */
final class CharacterRules {

  /** Kinds of entries; the kind is in the upper half of an entry, the mapped char in the lower. */
  static final int PART = 0;

  static final int ALONE = 1;
  static final int SPACE = 2;
  static final int DROPPED = 3;

  /** Becomes several chars, or is half of a surrogate pair: ask {@link #expand}. */
  static final int EXPANDED = 4;

  /** A syllable that {@link #lead}, {@link #vowel} and {@link #tail} take apart. */
  static final int SYLLABLE = 5;

  private static final int SYLLABLE_FIRST = 0xAC00;
  private static final int SYLLABLE_LAST = 0xD7A3;
  private static final int TAILS = 28;
  private static final int VOWELS_AND_TAILS = 21 * TAILS;

  private final boolean lowerCase;
  private final int[] entries = new int[Character.MAX_VALUE + 1];

  private CharacterRules(boolean lowerCase) {
    this.lowerCase = lowerCase;
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      entries[c] = entry(c);
    }
  }

  /** The shared tables for cased or uncased vocabularies. */
  static CharacterRules of(boolean lowerCase) {
    return lowerCase ? Uncased.RULES : Cased.RULES;
  }

  /** The entry of one UTF-16 unit. */
  int of(char c) {
    return entries[c];
  }

  static int kind(int entry) {
    return entry >>> 16;
  }

  static char mapped(int entry) {
    return (char) entry;
  }

  /** The kind of a whole code point; {@link #PART} where its expansion must be looked at. */
  int kindOf(int codePoint) {
    if (isDropped(codePoint)) {
      return DROPPED;
    }
    if (isSpace(codePoint)) {
      return SPACE;
    }
    return isIdeograph(codePoint) || isPunctuation(codePoint) ? ALONE : PART;
  }

  /** The code point after decomposition, mark stripping and lower-casing; may be empty. */
  String expand(int codePoint) {
    if (!lowerCase) {
      return Character.toString(codePoint);
    }
    String decomposed = Normalizer.normalize(Character.toString(codePoint), Normalizer.Form.NFD);
    StringBuilder kept = new StringBuilder(decomposed.length());
    decomposed
        .codePoints()
        .filter(part -> !UnicodeCategories.isNonSpacingMark(part))
        .forEach(part -> kept.appendCodePoint(Character.toLowerCase(part)));
    return kept.toString();
  }

  /** First jamo of a Hangul syllable (Unicode standard, section 3.12). */
  static char lead(char syllable) {
    return (char) (0x1100 + (syllable - SYLLABLE_FIRST) / VOWELS_AND_TAILS);
  }

  static char vowel(char syllable) {
    return (char) (0x1161 + (syllable - SYLLABLE_FIRST) % VOWELS_AND_TAILS / TAILS);
  }

  /** Last jamo, or 0 for a syllable of two. */
  static char tail(char syllable) {
    int tail = (syllable - SYLLABLE_FIRST) % TAILS;
    return tail == 0 ? 0 : (char) (0x11A7 + tail);
  }

  private int entry(int c) {
    if (Character.isSurrogate((char) c)) {
      return EXPANDED << 16;
    }
    int kind = kindOf(c);
    if (kind == DROPPED || kind == SPACE) {
      return kind << 16;
    }
    if (lowerCase && c >= SYLLABLE_FIRST && c <= SYLLABLE_LAST) {
      return SYLLABLE << 16 | c;
    }
    String expansion = expand(c);
    if (expansion.isEmpty()) {
      return DROPPED << 16;
    }
    if (expansion.length() > 1) {
      return EXPANDED << 16;
    }
    char only = expansion.charAt(0);
    return (kind == ALONE || isPunctuation(only) ? ALONE : PART) << 16 | only;
  }

  private static boolean isDropped(int c) {
    boolean spaceByRule = c == '\t' || c == '\n' || c == '\r';
    return !spaceByRule && (c == 0xFFFD || UnicodeCategories.isOther(c));
  }

  private static boolean isSpace(int c) {
    return c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
  }

  static boolean isPunctuation(int c) {
    if (c < 128) {
      return c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
    }
    return UnicodeCategories.isPunctuation(c);
  }

  /** The blocks BERT isolates; U+2B820 to U+2B91F are left out, as in Hugging Face's. */
  private static boolean isIdeograph(int c) {
    return (c >= 0x4E00 && c <= 0x9FFF)
        || (c >= 0x3400 && c <= 0x4DBF)
        || (c >= 0xF900 && c <= 0xFAFF)
        || (c >= 0x20000 && c <= 0x2A6DF)
        || (c >= 0x2A700 && c <= 0x2B81F)
        || (c >= 0x2B920 && c <= 0x2CEAF)
        || (c >= 0x2F800 && c <= 0x2FA1F);
  }

  private static final class Cased {
    static final CharacterRules RULES = new CharacterRules(false);
  }

  private static final class Uncased {
    static final CharacterRules RULES = new CharacterRules(true);
  }
}
