package dev.thermocline.engine.input;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A WordPiece vocabulary as a trie over UTF-16 units.
 *
 * <p>The trie's edges lie in one open-addressing table; an entry packs parent node (24 bits), char
 * (16 bits) and child node (24 bits), so that a step is one multiplication and, mostly, one read.
 */
final class Vocabulary {
  static final String UNKNOWN = "[UNK]";
  static final String START = "[CLS]";
  static final String END = "[SEP]";

  private static final List<String> SPECIAL = List.of("[PAD]", UNKNOWN, START, END, "[MASK]");
  private static final String CONTINUATION = "##";
  private static final int MAX_NODES = 1 << 24;
  private static final int NONE = -1;

  private final int size;
  private final int unknown;
  private final int start;
  private final int end;
  private final int continuation;
  private final List<String> specialTokens = new ArrayList<>();
  private final int[] specialIds;

  private long[] edges = new long[1 << 10];
  private int[] tokens = new int[1 << 9];
  private int nodes = 1;

  private Vocabulary(Path file, List<String> lines) {
    size = lines.size();
    Arrays.fill(tokens, NONE);
    for (int id = 0; id < size; id++) {
      add(file, lines.get(id), id);
    }
    unknown = required(file, UNKNOWN);
    start = required(file, START);
    end = required(file, END);
    continuation = walk(CONTINUATION);
    for (String token : SPECIAL) {
      if (id(token) != NONE) {
        specialTokens.add(token);
      }
    }
    specialIds = specialTokens.stream().mapToInt(this::id).toArray();
  }

  /**
   * Reads a vocabulary file: UTF-8, one token a line, line number from 0 = id.
   *
   * @throws IOException if the file cannot be read
   * @throws IllegalArgumentException if it is not UTF-8, a token stands twice or a special token is
   *     missing
   */
  static Vocabulary read(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.add(line);
      }
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException(
          "vocabulary " + file + " is not UTF-8; it must be, one token a line: export it again", e);
    }
    return new Vocabulary(file, lines);
  }

  int size() {
    return size;
  }

  int unknown() {
    return unknown;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** The root for a word's first piece. */
  int wordRoot() {
    return 0;
  }

  /** The root for later pieces; negative when the vocabulary has none. */
  int continuationRoot() {
    return continuation;
  }

  /** The child of a node, or negative. */
  int next(int node, char c) {
    long key = (long) node << 16 | c;
    int mask = edges.length - 1;
    int slot = slot(key, mask);
    long edge = edges[slot];
    while (edge != 0) {
      if (edge >>> 24 == key) {
        return (int) (edge & (MAX_NODES - 1));
      }
      slot = (slot + 1) & mask;
      edge = edges[slot];
    }
    return NONE;
  }

  /** The id of the token that ends at a node, or negative. */
  int token(int node) {
    return tokens[node];
  }

  /** Index of the special token that stands in the text at the offset, or negative. */
  int specialAt(String text, int offset) {
    for (int i = 0; i < specialIds.length; i++) {
      if (text.startsWith(specialTokens.get(i), offset)) {
        return i;
      }
    }
    return NONE;
  }

  int specialId(int index) {
    return specialIds[index];
  }

  int specialLength(int index) {
    return specialTokens.get(index).length();
  }

  /** The id of a whole vocabulary entry, or negative. */
  int id(String token) {
    int node = walk(token);
    return node < 0 ? NONE : tokens[node];
  }

  private int walk(String token) {
    int node = wordRoot();
    for (int i = 0; i < token.length() && node >= 0; i++) {
      node = next(node, token.charAt(i));
    }
    return node;
  }

  private int required(Path file, String token) {
    int id = id(token);
    if (id == NONE) {
      throw new IllegalArgumentException(
          "vocabulary "
              + file
              + " has no "
              + token
              + " in its "
              + size
              + " lines; it must hold [UNK], [CLS] and [SEP], one token a line: export it again");
    }
    return id;
  }

  private void add(Path file, String token, int id) {
    if (token.isEmpty()) {
      return; // an unused id
    }
    int node = wordRoot();
    for (int i = 0; i < token.length(); i++) {
      int child = next(node, token.charAt(i));
      node = child >= 0 ? child : grow(node, token.charAt(i));
    }
    if (tokens[node] != NONE) {
      throw new IllegalArgumentException(
          "vocabulary "
              + file
              + " has \""
              + token
              + "\" on lines "
              + (tokens[node] + 1)
              + " and "
              + (id + 1)
              + "; every token may stand once: remove one");
    }
    tokens[node] = id;
  }

  private int grow(int parent, char c) {
    if (nodes == MAX_NODES) {
      throw new IllegalArgumentException(
          "vocabulary needs more than " + MAX_NODES + " trie nodes; use a smaller vocabulary");
    }
    if (nodes * 2 >= edges.length) {
      rehash();
    }
    if (nodes == tokens.length) {
      tokens = Arrays.copyOf(tokens, nodes * 2);
      Arrays.fill(tokens, nodes, tokens.length, NONE);
    }
    int child = nodes++;
    insert(edges, (((long) parent << 16 | c) << 24) | child);
    return child;
  }

  private void rehash() {
    long[] larger = new long[edges.length * 2];
    for (long edge : edges) {
      if (edge != 0) {
        insert(larger, edge);
      }
    }
    edges = larger;
  }

  private static void insert(long[] table, long edge) {
    int mask = table.length - 1;
    int slot = slot(edge >>> 24, mask);
    while (table[slot] != 0) {
      slot = (slot + 1) & mask;
    }
    table[slot] = edge;
  }

  /** Fibonacci hashing; the upper half of the product is the well-mixed one. */
  private static int slot(long key, int mask) {
    return (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
  }
}
