package dev.thermocline.builder.graph;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Names nearest to a misspelt one, by edit distance. */
final class Nearest {

  private static final int SHOWN = 3;

  private Nearest() {}

  static List<String> to(String name, Collection<String> known) {
    return known.stream()
        .sorted(
            Comparator.comparingInt((String other) -> distance(name, other))
                .thenComparing(Comparator.naturalOrder()))
        .limit(SHOWN)
        .toList();
  }

  /** Levenshtein distance: insertions, deletions and replacements. */
  static int distance(String left, String right) {
    int[] row = new int[right.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[right.length()];
  }
}
