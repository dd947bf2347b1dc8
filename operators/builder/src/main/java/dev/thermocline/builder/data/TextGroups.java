package dev.thermocline.builder.data;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Groups of records that must not be parted: those with the same group, and those whose groups
 * share a text. Texts are equal when they differ only in case and white space. Each set of joined
 * groups goes by its smallest name, so groups without a shared text keep their own.
 */
final class TextGroups {
  private final Map<String, String> parents = new HashMap<>();

  private TextGroups() {}

  static TextGroups of(List<Example> examples) {
    TextGroups groups = new TextGroups();
    Map<String, String> groupOfText = new HashMap<>();
    for (Example example : examples) {
      String first = groupOfText.putIfAbsent(normalised(example.text()), example.group());
      if (first != null) {
        groups.join(first, example.group());
      }
    }
    return groups;
  }

  /** The name of the set that holds a group. */
  String root(String group) {
    String root = group;
    for (String up = parents.get(root); up != null; up = parents.get(root)) {
      root = up;
    }
    String at = group;
    while (!at.equals(root)) {
      String up = parents.put(at, root);
      at = up == null ? root : up;
    }
    return root;
  }

  private void join(String a, String b) {
    String rootA = root(a);
    String rootB = root(b);
    int order = rootA.compareTo(rootB);
    if (order < 0) {
      parents.put(rootB, rootA);
    } else if (order > 0) {
      parents.put(rootA, rootB);
    }
  }

  private static String normalised(String text) {
    return text.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
  }
}
