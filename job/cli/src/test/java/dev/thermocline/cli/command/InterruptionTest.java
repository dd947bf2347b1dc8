package dev.thermocline.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.cli.CommandRun;
import dev.thermocline.cli.progress.ConsoleProgress;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InterruptionTest {

  private static final int STATUS = 7;

  @Test
  void workInWhoseMidstTheProcessEndsIsSaidToBeInterrupted() throws Exception {
    CommandRun.Result ended = program("midst");

    assertThat(ended.status()).isEqualTo(STATUS);
    assertThat(ended.errors().lines()).contains("at work", "interrupted");
  }

  @Test
  void ofWorkThatIsDoneNothingIsSaidWhenTheProcessEnds() throws Exception {
    CommandRun.Result ended = program("done");

    assertThat(ended.status()).isEqualTo(STATUS);
    assertThat(ended.errors().lines()).contains("at work").doesNotContain("interrupted");
  }

  @Test
  void workThatFailsFailsWithItsOwnReason() {
    ConsoleProgress progress = ConsoleProgress.of(new PrintWriter(System.err, true));

    assertThatThrownBy(
            () -> Interruption.toldOf(InterruptionTest::fail, progress, () -> "interrupted"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the tide is out");
  }

  private static Object fail() {
    throw new IllegalStateException("the tide is out");
  }

  private static CommandRun.Result program(String end) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName(),
            end);
    return CommandRun.run(Duration.ofSeconds(60), Map.of(), command);
  }

  /** Ends in the midst of its work or after it. */
  static final class Program {

    private Program() {}

    public static void main(String[] args) throws Exception {
      ConsoleProgress progress =
          ConsoleProgress.of(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
      Interruption.toldOf(() -> work(args[0], progress), progress, () -> "interrupted");
      System.exit(STATUS);
    }

    private static boolean work(String end, ConsoleProgress progress) {
      progress.say("at work");
      if (end.equals("midst")) {
        System.exit(STATUS);
      }
      return true;
    }
  }
}
