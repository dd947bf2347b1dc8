package dev.thermocline.cli.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConsoleProgressTest {

  private final StringWriter written = new StringWriter();

  @Test
  void linesComeAtTheStartAndTheEndOfAPhase() {
    try (ConsoleProgress progress = lines(Duration.ofDays(1))) {
      for (int done = 0; done <= 10; done++) {
        progress.report("measuring", done, 10);
      }
      progress.report("measuring", 10, 10);
      progress.say("done measuring");
      progress.report("replaying", 0, 3);
    }

    assertThat(written.toString().lines())
        .containsExactly(
            "measuring: 0 of 10", "measuring: 10 of 10", "done measuring", "replaying: 0 of 3");
  }

  @Test
  void linesComeBetweenWhenTheirTimeIsOver() {
    try (ConsoleProgress progress = lines(Duration.ZERO)) {
      progress.report("measuring", 1, 3);
      progress.report("measuring", 2, 3);
    }

    assertThat(written.toString().lines())
        .containsExactly("measuring: 1 of 3", "measuring: 2 of 3");
  }

  @Test
  void aBarIsDrawnWhereProgressGoesAndEndsItsLine() {
    try (ConsoleProgress progress = new ConsoleProgress.Bar(new PrintWriter(written))) {
      progress.report("measuring", 1, 2);
      progress.report("measuring", 2, 2);
    }

    assertThat(written.toString())
        .startsWith("\rmeasuring")
        .contains("2/2")
        .endsWith(System.lineSeparator());
  }

  private ConsoleProgress lines(Duration every) {
    return new ConsoleProgress.Lines(new PrintWriter(written), every);
  }
}
