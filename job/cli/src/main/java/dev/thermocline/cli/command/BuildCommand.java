package dev.thermocline.cli.command;

import dev.thermocline.builder.BuildData;
import dev.thermocline.builder.BuildRequest;
import dev.thermocline.builder.BuildResult;
import dev.thermocline.builder.BuildTarget;
import dev.thermocline.builder.BundleBuilder;
import dev.thermocline.builder.DefaultBundle;
import dev.thermocline.builder.WeightsFiles;
import dev.thermocline.builder.calibration.Loss;
import dev.thermocline.builder.data.Example;
import dev.thermocline.builder.data.ExampleReader;
import dev.thermocline.builder.data.JsonLines;
import dev.thermocline.builder.data.SplitPlan;
import dev.thermocline.builder.data.Splits;
import dev.thermocline.builder.data.VocabularyFile;
import dev.thermocline.builder.data.WordNetGlosses;
import dev.thermocline.builder.graph.StageCutter;
import dev.thermocline.cli.progress.ConsoleProgress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thermocline build}: from a model and labelled data to a bundle. */
@Command(
    name = "build",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Cuts a text encoder at its exits, fits a head per exit and measures the ladder of operating"
          + " points on records the heads never saw.",
      "The records no step has seen are written to test.jsonl in the bundle."
    })
public final class BuildCommand implements Callable<Integer> {
  private static final String WORD_NET = "data.noun";

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--model", required = true, paramLabel = "FILE", description = "ONNX encoder.")
  private Path model = Path.of("");

  @Option(
      names = "--tokenizer",
      required = true,
      paramLabel = "FILE",
      description = "tokenizer.json of a WordPiece tokenizer, or vocab.txt with one token a line.")
  private Path tokenizer = Path.of("");

  @Option(
      names = "--cased",
      description = "With a vocab.txt: keep case and accents. A tokenizer.json says so itself.")
  private boolean cased;

  @Option(
      names = "--data",
      required = true,
      paramLabel = "FILE",
      description = {
        "Labelled records: .jsonl, .csv, .tsv or .avro with columns text and label, optional id and"
            + " group; or WordNet 3.1's data.noun."
      })
  private Path data = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description =
          "Directory to write the bundle to, absent or empty; or a file of it whose name ends in"
              + " .zip.")
  private Path out = Path.of("");

  @Option(
      names = "--exits",
      split = ",",
      paramLabel = "L",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Layers after which an exit lies; full depth is added. Default: every second.")
  private List<Integer> exits = new ArrayList<>();

  @Option(
      names = "--cut-at",
      split = ",",
      paramLabel = "TENSOR",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Tensors to cut at, in order, instead of --exits.")
  private List<String> cutAt = new ArrayList<>();

  @Option(
      names = "--labels",
      split = ",",
      paramLabel = "NAME",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Class names in order. Default: those of the fit split, sorted.")
  private List<String> labels = new ArrayList<>();

  @Option(names = "--policy", paramLabel = "ID", description = "Exit policy.")
  private String policy = "max-probability";

  @Option(
      names = "--loss",
      paramLabel = "ID",
      description = "What the ladder should lose least of: disagreement or harm.")
  private String loss = "disagreement";

  @Option(names = "--rungs", paramLabel = "N", description = "Rungs before pruning.")
  private int rungs = 24;

  @Option(names = "--max-length", paramLabel = "N", description = "Longest text in tokens.")
  private int maxLength = 512;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of the split and of the fit.")
  private long seed = 1;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "The model's name. Default: its file name.")
  private @Nullable String name;

  @Option(names = "--licence", paramLabel = "ID", description = "The model's licence.")
  private String licence = "unknown";

  @Option(
      names = "--weights",
      paramLabel = "DIR",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description =
          "Write heads and calibration there, too: all it takes to assemble the bundle"
              + " again from the same model.")
  private @Nullable Path weights;

  @Option(names = "--json", description = "Print the summary as JSON.")
  private boolean json;

  /** What was built. */
  private record Summary(String bundleId, String directory, int exits, int labels, int rungs) {}

  @Override
  public Integer call() throws Exception {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    QuietLibraries.silence();
    BuildTarget target;
    try {
      target = BuildTarget.of(out);
    } catch (IllegalArgumentException e) {
      throw Usage.refused(command, e);
    }
    try (target) {
      build(command, target);
    }
    return CommandLine.ExitCode.OK;
  }

  private void build(CommandLine command, BuildTarget target) throws Exception {
    Splits splits;
    BuildRequest request;
    try {
      request = request(target.directory());
      splits = splits();
    } catch (IllegalArgumentException e) {
      throw Usage.refused(command, e);
    }
    BuildResult result;
    try (ConsoleProgress progress = ConsoleProgress.of(command.getErr())) {
      result = new BundleBuilder(progress::report).build(request, BuildData.of(splits));
    }
    JsonLines.write(target.directory().resolve(DefaultBundle.TEST_SPLIT), splits.test());
    target.finish();
    if (weights != null) {
      WeightsFiles.write(weights, result.weights());
    }
    print(command.getOut(), result);
  }

  private BuildRequest request(Path directory) throws IOException {
    return new BuildRequest(
        requireFile("--model", model),
        vocabulary(),
        name == null ? String.valueOf(model.getFileName()) : name,
        licence,
        maxLength,
        exits.isEmpty() && cutAt.isEmpty() ? everySecondLayer() : exits,
        cutAt,
        labels,
        policy,
        Loss.of(loss),
        rungs,
        seed,
        directory);
  }

  private VocabularyFile vocabulary() throws IOException {
    requireFile("--tokenizer", tokenizer);
    return tokenizer.toString().endsWith(".json")
        ? VocabularyFile.read(tokenizer)
        : new VocabularyFile(Files.readAllLines(tokenizer), !cased);
  }

  private List<Integer> everySecondLayer() throws IOException {
    int layers = StageCutter.read(model).layers();
    List<Integer> every = new ArrayList<>();
    for (int layer = layers > 2 ? 2 : 1; layer < layers; layer += 2) {
      every.add(layer);
    }
    return every;
  }

  private Splits splits() throws IOException {
    requireFile("--data", data);
    if (String.valueOf(data.getFileName()).equals(WORD_NET)) {
      return Splits.of(WordNetGlosses.read(data), SplitPlan.WORD_NET, seed);
    }
    List<Example> examples = ExampleReader.readAll(data);
    return Splits.of(examples, SplitPlan.ofFractions(examples.size(), 0.5, 0.15, 0.2), seed);
  }

  private static Path requireFile(String option, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException(
          option + " is " + file + ", which is not a file; give an existing file");
    }
    return file;
  }

  private void print(PrintWriter to, BuildResult result) {
    Summary summary =
        new Summary(
            result.bundle().id(),
            out.toString(),
            result.bundle().exits(),
            result.bundle().labels().size(),
            result.bundle().calibration().ladder().size());
    if (json) {
      to.println(CommandJson.write(summary));
    } else {
      to.printf(
          "%s%n%s: %d exits, %d labels, %d rungs%n",
          summary.bundleId(),
          summary.directory(),
          summary.exits(),
          summary.labels(),
          summary.rungs());
    }
    to.flush();
  }
}
