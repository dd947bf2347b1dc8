package dev.thermocline.cli.command;

import dev.thermocline.cli.cluster.FlinkRest;
import dev.thermocline.cli.cluster.JobView;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code thermocline watch}: a running job, line by line. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Shows a job of a Flink cluster every other second until it ends: state, mean rung over the"
          + " subtasks and what keeps it there, records per second offered, records in flight,"
          + " records emitted since the last restart, restarts, checkpoints.",
      "Ends with 1 when the job has failed, with its cause."
    })
public final class WatchCommand implements Callable<Integer> {

  private static final Duration INTERVAL = Duration.ofSeconds(2);

  /** Flink fetches metrics when somebody asks, and answers with those it fetched before. */
  private static final Duration FETCH = Duration.ofSeconds(1);

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--rest",
      paramLabel = "URL",
      description = "REST endpoint of the cluster's job manager.")
  private String rest = "http://localhost:8081";

  @Option(
      names = "--once",
      description = "Print one line and end.",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private boolean once;

  @Parameters(
      arity = "0..1",
      paramLabel = "JOB-ID",
      description = "Job to show. Default: of those that run the one started last, else the last.",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private @Nullable String job;

  @Override
  public Integer call() throws IOException, InterruptedException {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    FlinkRest flink = flink(command);
    String id = job == null ? last(flink) : job;
    PrintWriter out = command.getOut();
    flink.job(id);
    TimeUnit.MILLISECONDS.sleep(FETCH.toMillis());
    while (true) {
      JobView view = flink.job(id);
      out.println(
          LocalTime.now().truncatedTo(ChronoUnit.SECONDS)
              + " "
              + view.line(System.currentTimeMillis()));
      out.flush();
      if (view.failed()) {
        throw new IllegalStateException(
            "job " + id + " has failed: " + flink.failure(id).orElse("Flink gives no cause"));
      }
      if (view.ended() || once) {
        return CommandLine.ExitCode.OK;
      }
      TimeUnit.MILLISECONDS.sleep(INTERVAL.toMillis());
    }
  }

  private FlinkRest flink(CommandLine command) {
    try {
      return FlinkRest.at(rest);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command, "--rest: " + e.getMessage(), e);
    }
  }

  private String last(FlinkRest flink) throws IOException, InterruptedException {
    List<String> jobs = flink.jobs();
    if (jobs.isEmpty()) {
      throw new IllegalStateException("no job has run at " + rest + "; submit one");
    }
    return jobs.get(0);
  }
}
