package dev.thermocline.cli.command;

import dev.thermocline.app.JobArguments;
import dev.thermocline.flink.config.OptionFault;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.IllegalConfigurationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** {@code thermocline check}: every fault of a job's options at once, before it is submitted. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    customSynopsis =
        "thermocline check --config FILE [--KEY VALUE | -DKEY=VALUE ...] [--flink-conf DIR]%n"
            + "                  [--no-bundle] [--brokers] [--json] [--debug]",
    description = {
      "Holds the options of a job against each other, the bundle and, with --brokers, the brokers.",
      "Takes what the job takes: --config FILE names a YAML file, --KEY VALUE and -DKEY=VALUE set"
          + " one option and win over the file. Prints one line per fault: key, value, what is"
          + " allowed, the mend; or ok and what the job would run with."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:nothing is wrong", "1:the check failed", "2:faults were found"})
public final class CheckCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--flink-conf",
      paramLabel = "DIR",
      description =
          "Folder with the cluster's config.yaml, which counts below the job's own options. Default:"
              + " the cluster says nothing.")
  private @Nullable Path flinkConf;

  @Option(
      names = "--no-bundle",
      description = "Leave the bundle unread: it lies where only the task managers see it.")
  private boolean withoutBundle;

  @Option(
      names = "--brokers",
      description = "Ask the brokers whether the topics exist and transactions may take so long.")
  private boolean brokers;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Unmatched private List<String> options = new ArrayList<>();

  /**
   * What is printed with {@code --json}.
   *
   * @param settings what the job would run with; empty where there are faults
   */
  private record View(
      boolean ok,
      List<OptionFault> faults,
      @Nullable String bundleId,
      Map<String, String> settings) {}

  @Override
  public Integer call() throws Exception {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    JobCheck check =
        new JobCheck(JobArguments.read(options.toArray(String[]::new)), environment(command));
    if (!withoutBundle) {
      check.readBundle();
    }
    if (brokers) {
      check.askBrokers();
    }
    List<OptionFault> faults = check.faults();
    View view =
        new View(
            faults.isEmpty(),
            faults,
            check.bundleId(),
            faults.isEmpty() ? check.settings() : Map.of());
    PrintWriter out = command.getOut();
    if (json) {
      out.println(CommandJson.write(view));
    } else {
      print(out, view);
    }
    out.flush();
    return view.ok() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.USAGE;
  }

  private Configuration environment(CommandLine command) {
    if (flinkConf == null) {
      return new Configuration();
    }
    try {
      return GlobalConfiguration.loadConfiguration(flinkConf.toString());
    } catch (IllegalConfigurationException e) {
      throw new ParameterException(
          command,
          "--flink-conf is "
              + flinkConf
              + ", which cannot be read; give the folder that holds Flink's config.yaml",
          e);
    }
  }

  private static void print(PrintWriter out, View view) {
    view.faults().forEach(out::println);
    if (!view.ok()) {
      return;
    }
    out.println("ok");
    if (view.bundleId() != null) {
      out.println("bundle " + view.bundleId());
    }
    int width = view.settings().keySet().stream().mapToInt(String::length).max().orElse(1);
    view.settings().forEach((key, value) -> out.printf("%-" + width + "s  %s%n", key, value));
  }
}
