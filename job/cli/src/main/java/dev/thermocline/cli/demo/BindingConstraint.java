package dev.thermocline.cli.demo;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What kept the depth of a run where it was, told from outside: by the rungs of its answers. */
final class BindingConstraint {

  private BindingConstraint() {}

  /**
   * {@code best} when every record ran the most expensive rung, {@code limit} when all ran one
   * cheaper one, {@code rate} when the depth moved; null without answers.
   */
  static @Nullable String of(List<Answer> answers) {
    if (answers.isEmpty()) {
      return null;
    }
    int first = answers.get(0).rung();
    if (answers.stream().anyMatch(answer -> answer.rung() != first)) {
      return "rate";
    }
    return first <= 0 ? "best" : "limit";
  }
}
