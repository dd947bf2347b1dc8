package dev.thermocline.app.codec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names a JSON request is searched for, as the tree they stand in. A leaf has the fields that
 * are read there, an inner node none.
 */
final class FieldTree {

  /** What is read of a request. */
  enum Field {
    ID,
    KEY,
    TIMESTAMP,
    TEXT,
    /** Read where there is no {@link #TEXT}. */
    OTHER_TEXT
  }

  private final int index;
  private final Map<String, FieldTree> children = new HashMap<>();
  private final List<Field> fields = new ArrayList<>();

  private FieldTree(int index) {
    this.index = index;
  }

  /** The root of a tree of paths, none of which lies inside another. */
  static FieldTree of(Map<Field, String> paths) {
    FieldTree root = new FieldTree(0);
    int nodes = 1;
    for (Map.Entry<Field, String> path : paths.entrySet()) {
      FieldTree at = root;
      for (String name : path.getValue().split("\\.", -1)) {
        FieldTree next = at.children.get(name);
        if (next == null) {
          next = new FieldTree(nodes++);
          at.children.put(name, next);
        }
        at = next;
      }
      at.fields.add(path.getKey());
    }
    return root;
  }

  /** The child of that name; null where nothing is read inside it. */
  @Nullable FieldTree child(String name) {
    return children.get(name);
  }

  /** What is read here; empty for an inner node. */
  List<Field> fields() {
    return fields;
  }

  /** Number of this node, 0 for the root. */
  int index() {
    return index;
  }

  /** How many nodes are below this one. */
  int descendants() {
    return children.values().stream().mapToInt(child -> 1 + child.descendants()).sum();
  }
}
