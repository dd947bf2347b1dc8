package dev.thermocline.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/**
 * Build, inspect and evaluate as a user calls them, on {@code tiny-encoder.onnx}: what the
 * builder's test class {@code TinyEncoder} writes for 17 tokens, 2 layers and seed 11.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BundleCommandsTest {
  @TempDir static Path folder;

  private Path bundle;
  private Run built;

  /** What one call printed and how it ended. */
  private record Run(int status, String out, String err) {
    JsonNode json() throws Exception {
      return JsonMapper.builder().build().readTree(out);
    }
  }

  @BeforeAll
  void build() throws Exception {
    Path model = folder.resolve("tiny.onnx");
    try (InputStream tiny = BundleCommandsTest.class.getResourceAsStream("tiny-encoder.onnx")) {
      Files.copy(tiny, model);
    }
    List<String> vocabulary = vocabulary();
    Files.write(folder.resolve("vocab.txt"), vocabulary);
    Files.writeString(folder.resolve("data.csv"), data(900, vocabulary));
    bundle = folder.resolve("bundle");
    built =
        run(
            new BuildCommand(),
            "--model=" + model,
            "--tokenizer=" + folder.resolve("vocab.txt"),
            "--data=" + folder.resolve("data.csv"),
            "--out=" + bundle,
            "--weights=" + folder.resolve("weights"),
            "--max-length=32",
            "--json");
  }

  @Test
  void buildPrintsItsSummaryAndWritesBundleTestSplitAndWeights() throws Exception {
    assertThat(built.err()).contains("fit pass", "certify pass", "ladder");
    assertThat(built.status()).isZero();
    assertThat(built.json().path("bundleId").asText()).startsWith("sha256:");
    assertThat(built.json().path("exits").asInt()).isEqualTo(2);
    assertThat(bundle.resolve("test.jsonl")).isNotEmptyFile();
    assertThat(folder.resolve("weights/heads.json")).isNotEmptyFile();
    assertThat(folder.resolve("weights/calibration.json")).isNotEmptyFile();
  }

  @Test
  void inspectShowsStagesAndLadder() throws Exception {
    Run text = run(new InspectCommand(), bundle.toString());
    Run json = run(new InspectCommand(), bundle.toString(), "--json");

    assertThat(text.status()).isZero();
    assertThat(text.out()).contains("layersFraction", "max-probability");
    assertThat(json.json().path("stages")).hasSize(2);
    assertThat(json.json().at("/calibration/ladder/0/layersFraction").asDouble()).isEqualTo(1.0);
    assertThat(json.json().at("/calibration/ladder/0/bound").isNull()).isTrue();
  }

  @Test
  void inspectRefusesAnAlteredBundle() throws Exception {
    Path altered = folder.resolve("altered");
    Files.createDirectories(altered);
    Files.writeString(
        altered.resolve("bundle.json"),
        Files.readString(bundle.resolve("bundle.json")).replace("tiny", "tinier"));

    Run run = run(new InspectCommand(), altered.toString());

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("altered");
  }

  @Test
  void evaluateReportsTheAgreedFields() throws Exception {
    Run run = run(new EvaluateCommand(), bundle.toString(), "--throughput-records=50", "--json");

    JsonNode json = run.json();
    assertThat(run.status()).isZero();
    assertThat(json.path("n").asInt()).isPositive();
    assertThat(json.path("fullDepthAccuracy").isNumber()).isTrue();
    assertThat(json.path("fullDepthThroughput").isNumber()).isTrue();
    assertThat(json.at("/exits/1/layersFraction").asDouble()).isEqualTo(1.0);
    for (JsonNode rung : json.path("rungs")) {
      assertThat(rung.path("costFraction").isNumber()).isTrue();
      assertThat(rung.path("throughput").isNumber()).isTrue();
      assertThat(rung.path("agreement").isNumber()).isTrue();
      assertThat(rung.path("thresholds")).hasSize(2);
      assertThat(rung.get("certifiedRisk").isNull()).isTrue();
    }
  }

  @Test
  void evaluateLeavesAccuraciesNullWithoutLabels() throws Exception {
    Path unlabelled = folder.resolve("unlabelled.jsonl");
    Files.writeString(unlabelled, "{\"text\":\"worda wordb\"}\n{\"text\":\"wordc\"}\n");

    Run run =
        run(
            new EvaluateCommand(),
            bundle.toString(),
            "--data=" + unlabelled,
            "--throughput-records=0",
            "--json");

    assertThat(run.json().path("n").asInt()).isEqualTo(2);
    assertThat(run.json().get("fullDepthAccuracy").isNull()).isTrue();
    assertThat(run.json().at("/rungs/0/accuracy").isNull()).isTrue();
    assertThat(run.json().at("/rungs/0/agreement").asDouble()).isEqualTo(1.0);
  }

  @Test
  void aBundleBuiltAsAZipFileIsInspectedAndEvaluatedAsOne() throws Exception {
    Path zip = folder.resolve("bundle.zip");
    Run packed =
        run(
            new BuildCommand(),
            "--model=" + folder.resolve("tiny.onnx"),
            "--tokenizer=" + folder.resolve("vocab.txt"),
            "--data=" + folder.resolve("data.csv"),
            "--out=" + zip,
            "--max-length=32",
            "--json");

    Run inspected = run(new InspectCommand(), zip.toString(), "--json");
    Run evaluated =
        run(new EvaluateCommand(), zip.toString(), "--throughput-records=0", "--limit=9", "--json");

    assertThat(packed.status()).as(packed.err()).isZero();
    assertThat(packed.json().path("directory").asText()).isEqualTo(zip.toString());
    assertThat(inspected.json().path("id").asText())
        .isEqualTo(packed.json().path("bundleId").asText());
    assertThat(evaluated.json().path("n").asInt()).as(evaluated.err()).isEqualTo(9);
  }

  @Test
  void buildRefusesAZipFileThatIsThere() throws Exception {
    Path zip = Files.createFile(folder.resolve("taken.zip"));

    Run run =
        run(
            new BuildCommand(),
            "--model=" + folder.resolve("tiny.onnx"),
            "--tokenizer=" + folder.resolve("vocab.txt"),
            "--data=" + folder.resolve("data.csv"),
            "--out=" + zip);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--out is " + zip + "; allowed is a new file");
  }

  @ParameterizedTest
  @CsvSource({
    "--loss=sorrow, 'allowed: disagreement, harm'",
    "--policy=never, 'allowed: max-probability'",
    "--rungs=1, '--rungs is 1; it must lie in [2, 64]'",
    "--model=nowhere.onnx, 'not a file'",
    "--tokenizer=nowhere.json, 'not a file'",
    "--data=nowhere.csv, 'not a file'",
  })
  void buildRefusesWrongOptionsBeforeItStarts(String option, String allowed) throws Exception {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--model=" + folder.resolve("tiny.onnx"),
                "--tokenizer=" + folder.resolve("vocab.txt"),
                "--data=" + folder.resolve("data.csv"),
                "--out=" + folder.resolve("other")));
    args.removeIf(arg -> arg.startsWith(option.substring(0, option.indexOf('=') + 1)));
    args.add(option);

    Run run = run(new BuildCommand(), args.toArray(String[]::new));

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(option.substring(option.indexOf('=') + 1), allowed);
    assertThat(folder.resolve("other")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--throughput-records=-1",
        "--in-flight=0",
        "--batch-size=0",
        "--linger-ms=-1",
        "--limit=0"
      })
  void evaluateNamesTheOptionItRefuses(String option) {
    Run run = run(new EvaluateCommand(), bundle.toString(), option);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains(option.replace("=", " is ") + ";");
  }

  @Test
  void inspectNamesABundleThatIsNotThere() throws Exception {
    Run run = run(new InspectCommand(), folder.resolve("nowhere").toString());

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("nowhere", "not a directory");
  }

  private static Run run(Object command, String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int status =
        new CommandLine(command)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(args);
    return new Run(status, out.toString(), err.toString());
  }

  /** The 17 tokens the tiny encoder has embeddings for. */
  private static List<String> vocabulary() {
    List<String> tokens = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
    for (char c = 'a'; c < 'a' + 12; c++) {
      tokens.add("word" + c);
    }
    return tokens;
  }

  /** Records of three classes, each with words of its own and some of any. */
  private static String data(int n, List<String> vocabulary) {
    List<String> words = vocabulary.subList(5, vocabulary.size());
    Random random = new Random(4);
    StringBuilder csv = new StringBuilder("text,label\n");
    for (int i = 0; i < n; i++) {
      int label = random.nextInt(3);
      for (int w = 0; w < 3 + random.nextInt(6); w++) {
        int word = random.nextInt(4) > 0 ? label * 4 + random.nextInt(4) : random.nextInt(12);
        csv.append(words.get(word)).append(' ');
      }
      csv.append(",class").append(label).append('\n');
    }
    return csv.toString();
  }
}
