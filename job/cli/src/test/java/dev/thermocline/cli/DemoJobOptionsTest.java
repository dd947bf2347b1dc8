package dev.thermocline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cli.demo.TinyBundle;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job's options given to the demo, which looks at them before it starts anything. */
class DemoJobOptionsTest {

  @TempDir Path directory;

  private final StringWriter err = new StringWriter();

  @Test
  void everyOptionOfTheJobAtFaultHasALineOfItsOwn() throws Exception {
    int status = demo("-D", "control.fairness=-1", "-D", "control.tick=2s");

    assertThat(status).isEqualTo(2);
    assertThat(err.toString().lines())
        .hasSize(3)
        .anyMatch(line -> line.startsWith("thermocline: control.fairness is '-1'; allowed: "))
        .anyMatch(line -> line.startsWith("thermocline: control.tick is '2s'; allowed: "));
  }

  @Test
  void theJobsOptionsAreCheckedTogetherWithTheDemosOwn() throws Exception {
    demo("--slo=2s", "-Dcontrol.tick=800ms", "--mode=static", "-Dcontrol.static-rung=3");

    assertThat(err.toString()).contains("bundle.json: is missing").doesNotContain("control.");
  }

  @Test
  void aRungThatTheBundleDoesNotHaveIsRefusedBeforeTheDemoStarts() throws Exception {
    TinyBundle.write(directory);

    int status = demo("--mode=static", "-Dcontrol.static-rung=99");

    assertThat(status).isEqualTo(2);
    assertThat(err.toString()).contains("control.static-rung is '99'; allowed: a rung of the");
    assertThat(err.toString().lines()).as("nothing was started").hasSize(2);
  }

  private int demo(String... more) throws IOException {
    Files.createFile(directory.resolve("test.jsonl"));
    List<String> args = new ArrayList<>(List.of("demo", "--bundle=" + directory));
    args.addAll(List.of(more));
    return Thermocline.commandLine()
        .setErr(new PrintWriter(err))
        .execute(args.toArray(String[]::new));
  }
}
