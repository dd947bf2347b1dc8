package dev.thermocline.cli.command;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.BundleReader;
import dev.thermocline.engine.bundle.Calibration;
import dev.thermocline.engine.bundle.HeadSpec;
import dev.thermocline.engine.bundle.InputSpec;
import dev.thermocline.engine.bundle.ModelInfo;
import dev.thermocline.engine.bundle.OperatingPoint;
import dev.thermocline.engine.bundle.StageSpec;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code thermocline inspect}: what a bundle holds, every digest checked. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description = "Verifies a bundle and shows its stages, heads and ladder.")
public final class InspectCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "DIR",
      description = "Bundle, a directory or a .zip. Default: the one of the distribution.")
  private @Nullable Path bundle;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** The bundle as JSON, without the place it lies in. */
  private record View(
      String id,
      ModelInfo model,
      InputSpec input,
      List<StageSpec> stages,
      List<HeadSpec> heads,
      List<String> labels,
      Calibration calibration) {}

  @Override
  public Integer call() throws Exception {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    Path directory;
    try {
      directory = Distribution.bundle(bundle);
    } catch (IllegalArgumentException e) {
      throw Usage.refused(command, e);
    }
    Bundle read = BundleReader.read(directory);
    PrintWriter out = command.getOut();
    if (json) {
      out.println(
          CommandJson.write(
              new View(
                  read.id(),
                  read.model(),
                  read.input(),
                  read.stages(),
                  read.heads(),
                  read.labels(),
                  read.calibration())));
    } else {
      print(out, read);
    }
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private static void print(PrintWriter out, Bundle read) {
    out.printf("%s%n", read.id());
    out.printf("model   %s (%s)%n", read.model().name(), read.model().licence());
    out.printf("input   %s, up to %d tokens%n", read.input().type(), read.input().maxLength());
    out.printf("labels  %d: %s%n", read.labels().size(), String.join(", ", read.labels()));
    out.printf("%nstage  layers  layersFraction  temperature  device%n");
    for (StageSpec stage : read.stages()) {
      out.printf(
          Locale.ROOT,
          "%5d  %6d  %14.3f  %11.3f  %s%n",
          stage.index(),
          stage.layers(),
          read.layersFraction(stage.index()),
          read.heads().get(stage.index() - 1).temperature(),
          stage.device());
    }
    Calibration calibration = read.calibration();
    out.printf(
        "%nladder: policy %s, loss %s, %s on %s records%n",
        calibration.policy(),
        calibration.loss(),
        calibration.method(),
        calibration.counts().getOrDefault("certify", 0));
    out.printf("%n rung  layersFraction  accuracy  agreement    loss   bound%n");
    for (OperatingPoint point : calibration.ladder()) {
      out.printf(
          Locale.ROOT,
          "%5d  %14.3f  %8.4f  %9.4f  %6.4f  %6.4f%n",
          point.rung(),
          point.layersFraction(),
          point.accuracy(),
          point.agreement(),
          point.loss(),
          point.bound());
    }
  }
}
