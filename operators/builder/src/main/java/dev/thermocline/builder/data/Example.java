package dev.thermocline.builder.data;

import org.jspecify.annotations.Nullable;

/**
 * A record to build or evaluate a bundle with.
 *
 * @param id what names it in splits and reports; not blank
 * @param text the model's input; not blank
 * @param label its right class, if known; not blank
 * @param group records of one group never part company in a split; its own id when nothing binds it
 */
public record Example(String id, String text, @Nullable String label, String group) {

  public Example {
    requireContent("id", id);
    requireContent("text", text);
    requireContent("group", group);
    if (label != null) {
      requireContent("label", label);
    }
  }

  private static void requireContent(String field, String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(
          field + " is \"" + value + "\"; it must hold a visible character");
    }
  }
}
