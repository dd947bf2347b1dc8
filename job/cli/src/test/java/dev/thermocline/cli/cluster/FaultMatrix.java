package dev.thermocline.cli.cluster;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program behind {@code deploy/faults}: every fault, one after the other, and the matrix. */
@Command(
    name = "deploy/faults",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Strikes faults at the job on a cluster of processes, each on a cluster of its own, and"
          + " accounts for every record: missing, twice, out of its key's order, another result"
          + " than without faults; and how long no consumer of committed records saw anything.",
      "Ends with 0 only if every promise was kept. Takes about an hour; --quick a"
          + " quarter of one."
    })
final class FaultMatrix implements Callable<Integer> {

  private static final int SMALL_RECORDS = 16_000;
  private static final int DEFAULT_RECORDS = 2_500;
  private static final int QUICK_RECORDS = 6_000;

  /** With fewer not all of {@link Promises#KEYS} keys may come. */
  private static final int FEWEST_RECORDS = 2_500;

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

  private static volatile boolean ending;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--faults",
      paramLabel = "NAME",
      split = ",",
      completionCandidates = Names.class,
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = {"Which, separated by commas: ${COMPLETION-CANDIDATES}. Default: all."})
  private List<String> names = List.of();

  @Option(
      names = "--bundle",
      paramLabel = "NAME",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = {
        "small: three stages that cost little; default: the distribution's; both. Default: both,"
            + " small with --quick."
      })
  private @Nullable Bundles bundle;

  @Option(
      names = "--records",
      paramLabel = "N",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = {
        "Records for each fault, two and six times as many for those that strike more than once."
            + " Default: 16000 with the small bundle, 2500 with the default one, 6000 with --quick."
      })
  private @Nullable Integer records;

  @Option(
      names = "--quick",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "The small bundle and few records, unless given otherwise.")
  private boolean quick;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Write the matrix as JSON, too.")
  private @Nullable Path report;

  /** What faults are struck at. */
  enum Bundles {
    SMALL,
    DEFAULT,
    BOTH
  }

  /** Runs the program and ends the process with its exit status. */
  public static void main(String[] args) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> ending = true, "note-the-end"));
    System.exit(
        new CommandLine(new FaultMatrix())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler(FaultMatrix::failure)
            .execute(args));
  }

  /** What fails because the process is told to end is no news to whoever told it. */
  private static int failure(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    if (!ending) {
      command.getErr().println("faults: " + oneLine(e));
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    List<Fault> faults = faults(command);
    if (records != null && records < FEWEST_RECORDS) {
      throw new ParameterException(
          command,
          "--records is " + records + "; allowed is a whole number from " + FEWEST_RECORDS);
    }
    List<FaultResult> rows = new ArrayList<>();
    for (Trial trial : trials()) {
      rows.addAll(play(trial, faults, command.getErr()));
    }
    FaultReport matrix = new FaultReport(rows);
    PrintWriter out = command.getOut();
    out.println(matrix.table());
    out.flush();
    if (report != null) {
      Files.writeString(report, matrix.json() + "\n");
    }
    return rows.stream().anyMatch(FaultResult::hasBroken)
        ? CommandLine.ExitCode.SOFTWARE
        : CommandLine.ExitCode.OK;
  }

  private List<Fault> faults(CommandLine command) {
    for (String name : names) {
      if (Fault.ALL.stream().noneMatch(fault -> fault.name().equals(name))) {
        throw new ParameterException(
            command,
            "--faults is '"
                + name
                + "'; allowed are "
                + String.join(", ", new Names())
                + ", separated by commas");
      }
    }
    return Fault.ALL.stream()
        .filter(fault -> names.isEmpty() || names.contains(fault.name()))
        .toList();
  }

  private List<Trial> trials() throws IOException {
    Bundles wanted = bundle == null ? (quick ? Bundles.SMALL : Bundles.BOTH) : bundle;
    List<Trial> trials = new ArrayList<>();
    if (wanted != Bundles.DEFAULT) {
      trials.add(Trial.small(records(quick ? QUICK_RECORDS : SMALL_RECORDS)));
    }
    if (wanted != Bundles.SMALL) {
      trials.add(Trial.standard(records(DEFAULT_RECORDS)));
    }
    return trials;
  }

  private int records(int otherwise) {
    return records == null ? otherwise : records;
  }

  /** Plays the run without a fault, and then each fault against it. */
  private static List<FaultResult> play(Trial trial, List<Fault> faults, PrintWriter err)
      throws InterruptedException {
    int most = faults.stream().mapToInt(Fault::load).max().orElse(1) * trial.records();
    List<FaultResult> rows = new ArrayList<>();
    FaultRun undisturbed = new FaultRun(Fault.NONE, trial, most, teller(err, trial, Fault.NONE));
    rows.add(row(undisturbed, null));
    if (rows.get(0).hasBroken()) {
      return rows;
    }
    for (Fault fault : faults) {
      int sent = fault.load() * trial.records();
      FaultRun run = new FaultRun(fault, trial, sent, teller(err, trial, fault));
      rows.add(row(run, undisturbed.outcomes()));
    }
    return rows;
  }

  private static FaultResult row(FaultRun run, @Nullable Map<String, Outcome> undisturbed)
      throws InterruptedException {
    try {
      FaultResult row = run.play(undisturbed);
      run.tell(row.hasBroken() ? "BROKEN " + row.broken() : "every promise is kept");
      return row;
    } catch (IOException | RuntimeException | AssertionError e) {
      if (ending) {
        throw new CancellationException("told to end");
      }
      run.tell("FAILED " + oneLine(e));
      return run.failed(oneLine(e));
    }
  }

  private static String oneLine(Throwable e) {
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private static Consumer<String> teller(PrintWriter err, Trial trial, Fault fault) {
    return line -> {
      err.printf(
          Locale.ROOT,
          "%s %s, %s bundle: %s%n",
          TIME.format(LocalTime.now()),
          fault.name(),
          trial.name(),
          line);
      err.flush();
    };
  }

  /** The faults there are. */
  static final class Names implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return Fault.ALL.stream().map(Fault::name).iterator();
    }
  }
}
