package dev.thermocline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code bin/thermocline}: which Java it starts, and from where. */
class StartScriptTest {

  private static final Path SCRIPT = Path.of("src/main/distribution/bin/thermocline");

  @TempDir Path folder;

  private final Map<String, String> environment = new HashMap<>();
  private Path home;
  private Path script;

  @BeforeEach
  void install() throws IOException {
    home = Files.createDirectories(folder.toRealPath().resolve("a home/with spaces"));
    Files.createDirectories(home.resolve("bin"));
    script = Files.copy(SCRIPT, home.resolve("bin/thermocline"));
    executable(script);
    environment.put("JAVA_HOME", java("17.0.9").toString());
  }

  /** A Java that says which one it is, and else shows what it was started with. */
  private Path java(String version) throws IOException {
    Path root = Files.createDirectories(folder.resolve("jdk " + version));
    Path java = Files.createDirectories(root.resolve("bin")).resolve("java");
    Files.writeString(
        java,
        """
        #!/bin/sh
        if [ "$1" = "-version" ]; then
          echo 'Picked up JAVA_TOOL_OPTIONS: -Dx="1"' >&2
          echo 'openjdk version "%s" 2023-10-17' >&2
          exit 0
        fi
        printf '%%s\\n' "$@"
        """
            .formatted(version));
    executable(java);
    return root;
  }

  private static void executable(Path file) throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Ended run(Path start, String... args) throws Exception {
    List<String> command = new ArrayList<>(List.of(start.toString()));
    command.addAll(List.of(args));
    Path out = folder.resolve("out");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
    builder.environment().remove("JAVA_HOME");
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      return new Ended(process.exitValue(), Files.readAllLines(out));
    } finally {
      process.destroyForcibly();
    }
  }

  private record Ended(int status, List<String> lines) {}

  @Test
  void startsTheProgramFromAFolderWithSpacesAndKeepsArgumentsApart() throws Exception {
    Ended ended = run(script, "check", "--config", "my job.yaml", "");

    assertThat(ended.status()).isZero();
    assertThat(ended.lines())
        .contains("-Dthermocline.home=" + home, home + "/lib/*", "dev.thermocline.cli.Thermocline")
        .endsWith("check", "--config", "my job.yaml", "");
  }

  @ParameterizedTest
  @CsvSource({"demo", "bench", "broker", "watch"})
  void whatRunsNativeCodeDoesWithoutTheSecondCompilerUnlessToldOtherwise(String command)
      throws Exception {
    environment.put("THERMOCLINE_OPTS", "-XX:TieredStopAtLevel=4 -Xss1m");

    Ended ended = run(script, "--debug", command, "--help");

    assertThat(ended.status()).isZero();
    assertThat(ended.lines())
        .containsSubsequence("-XX:TieredStopAtLevel=1", "-XX:TieredStopAtLevel=4", "-Xss1m");
  }

  @ParameterizedTest
  @CsvSource({"build", "evaluate", "verify", "replay"})
  void whatComputesInJavaKeepsBothCompilers(String command) throws Exception {
    assertThat(run(script, command, "demo").lines()).noneMatch(line -> line.contains("TieredStop"));
    assertThat(run(script).lines()).noneMatch(line -> line.contains("TieredStop"));
  }

  @Test
  void findsItsHomeThroughLinksToIt() throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("else where/bin"));
    Path absolute = Files.createSymbolicLink(elsewhere.resolve("absolute"), script);
    Path relative = Files.createSymbolicLink(elsewhere.resolve("tc"), Path.of("absolute"));

    assertThat(run(absolute).lines()).contains("-Dthermocline.home=" + home);
    assertThat(run(relative).lines()).contains("-Dthermocline.home=" + home);
  }

  @ParameterizedTest
  @CsvSource({"11.0.2, 11", "1.8.0_392, 8", "16, 16", "strange, of an unknown version"})
  void refusesAJavaThatIsTooOld(String version, String shown) throws Exception {
    Path old = java(version);
    environment.put("JAVA_HOME", old.toString());

    Ended ended = run(script);

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.lines())
        .containsExactly(
            "thermocline: "
                + old
                + "/bin/java is Java "
                + shown
                + "; needed is 17 or newer: set JAVA_HOME to one");
  }

  @ParameterizedTest
  @CsvSource({"17-ea", "17.0.9", "21", "25.0.1"})
  void takesAJavaThatIsNewEnough(String version) throws Exception {
    environment.put("JAVA_HOME", java(version).toString());

    assertThat(run(script).status()).isZero();
  }

  @Test
  void aJavaHomeWithoutJavaIsNamed() throws Exception {
    environment.put("JAVA_HOME", "/no/such/jdk");

    Ended ended = run(script);

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.lines())
        .containsExactly(
            "thermocline: JAVA_HOME is /no/such/jdk, which holds no bin/java; set it to a JDK 17 or"
                + " newer, or unset it");
  }

  @Test
  void withoutJavaHomeTheJavaOnThePathIsTaken() throws Exception {
    environment.remove("JAVA_HOME");
    environment.put("PATH", java("21.0.1").resolve("bin") + ":" + tools());

    assertThat(run(script).status()).isZero();
  }

  @Test
  void withoutAnyJavaTheMendIsNamed() throws Exception {
    environment.remove("JAVA_HOME");
    environment.put("PATH", tools().toString());

    Ended ended = run(script);

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.lines())
        .containsExactly(
            "thermocline: no java on the PATH; install JDK 17 or newer, or set JAVA_HOME");
  }

  /** The few programs a shell script needs, and no Java among them. */
  private Path tools() throws IOException {
    Path tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool :
        List.of("bash", "sh", "env", "readlink", "dirname", "sed", "head", "mkdir")) {
      Path program =
          Stream.of("/usr/bin", "/bin")
              .map(directory -> Path.of(directory, tool))
              .filter(Files::isExecutable)
              .findFirst()
              .orElseThrow();
      Path wrapper =
          Files.writeString(tools.resolve(tool), "#!/bin/sh\nexec " + program + " \"$@\"\n");
      executable(wrapper);
    }
    return tools;
  }
}
