package dev.thermocline.cli;

import dev.thermocline.cli.command.BenchCommand;
import dev.thermocline.cli.command.BrokerCommand;
import dev.thermocline.cli.command.BuildCommand;
import dev.thermocline.cli.command.CheckCommand;
import dev.thermocline.cli.command.DemoCommand;
import dev.thermocline.cli.command.EvaluateCommand;
import dev.thermocline.cli.command.InspectCommand;
import dev.thermocline.cli.command.ReplayCommand;
import dev.thermocline.cli.command.ShowCommand;
import dev.thermocline.cli.command.TopicsCommand;
import dev.thermocline.cli.command.TuneCommand;
import dev.thermocline.cli.command.VerifyCommand;
import dev.thermocline.cli.command.WatchCommand;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program: picks the command, and turns what goes wrong into lines and an exit status. */
@Command(
    name = "thermocline",
    description = "Adaptive-depth inference for Apache Flink.",
    mixinStandardHelpOptions = true,
    versionProvider = Thermocline.Version.class,
    subcommands = {
      DemoCommand.class,
      BenchCommand.class,
      BuildCommand.class,
      InspectCommand.class,
      EvaluateCommand.class,
      CheckCommand.class,
      BrokerCommand.class,
      TopicsCommand.class,
      ReplayCommand.class,
      VerifyCommand.class,
      ShowCommand.class,
      TuneCommand.class,
      WatchCommand.class
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:done", "1:the run failed", "2:usage"})
public final class Thermocline implements Runnable {

  /** System property with the level of what is logged to the terminal. */
  private static final String CONSOLE_LEVEL = "thermocline.console.level";

  private static final String DEBUG = "--debug";

  private static volatile boolean ending;

  @Option(
      names = DEBUG,
      scope = ScopeType.INHERIT,
      description = "Log to the terminal, and print stack traces.")
  private boolean debug;

  @Spec private @Nullable CommandSpec spec;

  /** Runs the program and ends the process with its exit status. */
  public static void main(String[] args) {
    if (List.of(args).contains(DEBUG)) {
      System.setProperty(CONSOLE_LEVEL, "INFO");
    }
    Runtime.getRuntime().addShutdownHook(new Thread(() -> ending = true, "note-the-end"));
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    Thermocline program = new Thermocline();
    CommandLine commandLine =
        new CommandLine(program)
            .setExecutionStrategy(program::execute)
            .setParameterExceptionHandler(program::usageError)
            .setExecutionExceptionHandler(program::failure);
    NamedValue.register(commandLine);
    return commandLine;
  }

  @Override
  public void run() {
    CommandSpec here = Objects.requireNonNull(spec);
    throw new ParameterException(
        here.commandLine(),
        "no command is given; allowed is one of " + here.subcommands().keySet());
  }

  /** Runs the command; picocli lets an error through that is no exception. */
  private int execute(ParseResult parsed) {
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (Error e) {
      List<CommandLine> commands = parsed.asCommandLineList();
      return failure(e, commands.get(commands.size() - 1), parsed);
    }
  }

  private int usageError(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    PrintWriter err = command.getErr();
    Messages.lines(command.getCommandName(), e)
        .forEach(line -> err.println("thermocline: " + line + nearest(e)));
    err.println("try: " + command.getCommandSpec().qualifiedName() + " --help");
    if (debug) {
      e.printStackTrace(err);
    }
    return CommandLine.ExitCode.USAGE;
  }

  /** Where a name was misspelt, the name that comes nearest. */
  private static String nearest(ParameterException e) {
    List<String> names =
        e instanceof UnmatchedArgumentException unmatched ? unmatched.getSuggestions() : List.of();
    return names.isEmpty() ? "" : "; nearest is " + names.get(0);
  }

  /** What fails because the process is told to end is no news to whoever told it. */
  private int failure(Throwable e, CommandLine command, ParseResult parsed) {
    if (ending) {
      return CommandLine.ExitCode.SOFTWARE;
    }
    PrintWriter err = command.getErr();
    Messages.lines(command.getCommandName(), e)
        .forEach(line -> err.println("thermocline: " + line));
    if (debug) {
      e.printStackTrace(err);
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  /** The version in the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() {
      String version = Thermocline.class.getPackage().getImplementationVersion();
      return new String[] {"thermocline " + (version == null ? "(not packaged)" : version)};
    }
  }
}
