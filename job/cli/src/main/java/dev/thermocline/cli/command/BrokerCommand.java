package dev.thermocline.cli.command;

import dev.thermocline.cli.demo.BrokerProcess;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code thermocline broker}: a Kafka broker on this machine. */
@Command(
    name = "broker",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Runs a Kafka broker for clients on this machine, until it is told to end.",
      "For trying out and for tests: one node, no replicas, no security. Not for production."
    })
public final class BrokerCommand implements Callable<Integer> {

  private static final int PORTS = 65_536;

  @Spec private @Nullable CommandSpec spec;

  @Option(names = "--port", paramLabel = "P", description = "Port to listen on; 0 = a free one.")
  private int port = 9092;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Where its data are kept, for the next broker started there. Default: a temporary"
              + " directory that goes with the process.",
      showDefaultValue = CommandLine.Help.Visibility.NEVER)
  private @Nullable Path directory;

  @Override
  public Integer call() throws Exception {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    if (port < 0 || port >= PORTS) {
      throw new ParameterException(
          command, "--port is " + port + "; allowed is 0 to " + (PORTS - 1) + "; give another");
    }
    PrintWriter out = command.getOut();
    BrokerProcess.run(
        directory,
        port,
        address -> {
          out.println("broker " + address);
          out.flush();
        });
    return CommandLine.ExitCode.OK;
  }
}
