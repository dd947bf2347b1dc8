package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenedTest {

  private final List<String> closed = new ArrayList<>();

  @Test
  void everythingIsClosedOnceAndLastFirst() throws Exception {
    Opened opened = Opened.start();
    opened.add(() -> closed.add("broker"));
    opened.add(() -> closed.add("cluster"));

    opened.close();
    opened.close();

    assertThat(closed).containsExactly("cluster", "broker");
  }

  @Test
  void oneThatFailsToCloseDoesNotKeepTheOthersOpen() throws Exception {
    Opened opened = Opened.start();
    opened.add(() -> closed.add("broker"));
    opened.add(
        () -> {
          throw new IOException("stuck");
        });

    assertThatThrownBy(opened::close).isInstanceOf(IOException.class).hasMessage("stuck");

    assertThat(closed).containsExactly("broker");
  }

  @Test
  void whatComesTooLateIsClosedAtOnce() throws Exception {
    Opened opened = Opened.start();
    opened.close();

    assertThatThrownBy(() -> opened.add(() -> closed.add("late")))
        .isInstanceOf(IllegalStateException.class);

    assertThat(closed).containsExactly("late");
  }
}
