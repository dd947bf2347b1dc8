package dev.thermocline.engine.input;

import java.util.Arrays;

/** One pass over one text: mutable state of the encoder, used by one thread and thrown away. */
final class WordPieceScan {

  /** Longer words become the unknown token, as in the reference implementation. */
  private static final int MAX_WORD_CODE_POINTS = 100;

  private final Vocabulary vocabulary;
  private final CharacterRules rules;
  private final int budget;

  private int[] ids;
  private int count;
  private boolean full;

  private final char[] word = new char[2 * MAX_WORD_CODE_POINTS];
  private int wordChars;
  private int wordCodePoints;

  /**
   * @param budget most tokens kept, special ones not counted
   */
  WordPieceScan(Vocabulary vocabulary, CharacterRules rules, int budget, int textLength) {
    this.vocabulary = vocabulary;
    this.rules = rules;
    this.budget = budget;
    this.ids = new int[Math.min(budget, Math.min(textLength, 64)) + 1];
  }

  /** Splits the text until its end or until a token does not fit any more. */
  void scan(String text) {
    int length = text.length();
    int i = 0;
    while (i < length && !full) {
      char c = text.charAt(i);
      if (c == '[') {
        int special = vocabulary.specialAt(text, i);
        if (special >= 0) {
          endWord();
          emit(vocabulary.specialId(special));
          full |= count > budget;
          i += vocabulary.specialLength(special);
          continue;
        }
      }
      int entry = rules.of(c);
      switch (CharacterRules.kind(entry)) {
        case CharacterRules.PART -> append(CharacterRules.mapped(entry));
        case CharacterRules.ALONE -> {
          endWord();
          append(CharacterRules.mapped(entry));
          endWord();
        }
        case CharacterRules.SPACE -> endWord();
        case CharacterRules.SYLLABLE -> appendSyllable(c);
        case CharacterRules.EXPANDED -> {
          int codePoint = text.codePointAt(i);
          expand(codePoint);
          i += Character.charCount(codePoint) - 1;
        }
        default -> {} // dropped
      }
      i++;
    }
    endWord();
  }

  /** Tokens kept. */
  int count() {
    return Math.min(count, budget);
  }

  int id(int index) {
    return ids[index];
  }

  /** Whether the text held more tokens than the budget. */
  boolean truncated() {
    return full || count > budget;
  }

  private void expand(int codePoint) {
    int kind = rules.kindOf(codePoint);
    if (kind == CharacterRules.DROPPED) {
      return;
    }
    if (kind == CharacterRules.SPACE) {
      endWord();
      return;
    }
    if (kind == CharacterRules.ALONE) {
      endWord();
    }
    String expansion = rules.expand(codePoint);
    for (int i = 0; i < expansion.length(); ) {
      int part = expansion.codePointAt(i);
      boolean alone = CharacterRules.isPunctuation(part);
      if (alone) {
        endWord();
      }
      append(part);
      if (alone) {
        endWord();
      }
      i += Character.charCount(part);
    }
    if (kind == CharacterRules.ALONE) {
      endWord();
    }
  }

  private void appendSyllable(char syllable) {
    append(CharacterRules.lead(syllable));
    append(CharacterRules.vowel(syllable));
    char tail = CharacterRules.tail(syllable);
    if (tail != 0) {
      append(tail);
    }
  }

  private void append(char c) {
    if (count >= budget) {
      full = true;
    } else if (wordCodePoints++ < MAX_WORD_CODE_POINTS) {
      word[wordChars++] = c;
    }
  }

  private void append(int codePoint) {
    if (Character.isBmpCodePoint(codePoint)) {
      append((char) codePoint);
    } else if (count >= budget) {
      full = true;
    } else if (wordCodePoints++ < MAX_WORD_CODE_POINTS) {
      word[wordChars++] = Character.highSurrogate(codePoint);
      word[wordChars++] = Character.lowSurrogate(codePoint);
    }
  }

  private void endWord() {
    if (wordCodePoints == 0) {
      return;
    }
    if (wordCodePoints > MAX_WORD_CODE_POINTS) {
      emit(vocabulary.unknown());
    } else {
      split();
    }
    wordChars = 0;
    wordCodePoints = 0;
  }

  /** Greedy longest match from the left; a word with any unmatched rest is unknown as a whole. */
  private void split() {
    int before = count;
    int root = vocabulary.wordRoot();
    int from = 0;
    while (from < wordChars) {
      int found = -1;
      int foundEnd = from;
      int node = root;
      for (int i = from; i < wordChars && node >= 0; i++) {
        node = vocabulary.next(node, word[i]);
        if (node >= 0 && vocabulary.token(node) >= 0) {
          found = vocabulary.token(node);
          foundEnd = i + 1;
        }
      }
      if (found < 0) {
        count = before;
        emit(vocabulary.unknown());
        return;
      }
      emit(found);
      from = foundEnd;
      root = vocabulary.continuationRoot();
    }
  }

  private void emit(int id) {
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, count * 2);
    }
    ids[count++] = id;
  }
}
