package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BindingConstraintTest {

  @Test
  void isToldByTheRungsOfTheAnswers() {
    assertThat(BindingConstraint.of(atRungs(0, 0, 0))).isEqualTo("best");
    assertThat(BindingConstraint.of(atRungs(5, 5))).isEqualTo("limit");
    assertThat(BindingConstraint.of(atRungs(5, 4, 5))).isEqualTo("rate");
    assertThat(BindingConstraint.of(List.of())).isNull();
  }

  private static List<Answer> atRungs(int... rungs) {
    return Arrays.stream(rungs)
        .mapToObj(rung -> new Answer(0, "a", 1, 4, 0.5, rung, null, "bundle", 1, 2, 3))
        .toList();
  }
}
