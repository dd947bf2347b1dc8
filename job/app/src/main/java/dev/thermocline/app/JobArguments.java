package dev.thermocline.app;

import dev.thermocline.app.kafka.KafkaOptions;
import dev.thermocline.flink.config.InvalidOptionsException;
import dev.thermocline.flink.config.OptionFault;
import dev.thermocline.flink.config.Secrets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * The job options of a command line: {@code --key value} or {@code --key=value}, {@code
 * -Dkey=value}, and {@code --config FILE}, a YAML file of keys, dotted or nested. What stands on
 * the command line wins over the files. On the same level a key has one value: two different ones
 * are a fault.
 */
public final class JobArguments {

  private static final String CONFIG = "config";

  private final Map<String, String> fromFiles = new TreeMap<>();
  private final Map<String, String> fromLine = new TreeMap<>();
  private final List<OptionFault> faults = new ArrayList<>();
  private boolean complete = true;

  private JobArguments() {}

  /** Reads a command line; what cannot be read is among the faults. */
  public static JobArguments read(String... args) {
    JobArguments arguments = new JobArguments();
    arguments.readLine(args);
    return arguments;
  }

  /**
   * Reads the options of a command line.
   *
   * @throws InvalidOptionsException naming everything that could not be read
   */
  public static Configuration parse(String... args) {
    JobArguments arguments = read(args);
    if (!arguments.faults.isEmpty()) {
      throw new InvalidOptionsException(arguments.faults);
    }
    return arguments.options();
  }

  /** Whether every file could be read to its end. */
  public boolean complete() {
    return complete;
  }

  /** What could be read. */
  public Configuration options() {
    Map<String, String> all = new TreeMap<>(fromFiles);
    all.putAll(fromLine);
    return Configuration.fromMap(all);
  }

  /**
   * Everything wrong: what could not be read, and what the validator finds in the rest, at most one
   * fault for a key. Where a file could not be read nothing is said about what it might hold.
   *
   * @param environment what Flink already knows; options win over it
   */
  public List<OptionFault> faults(Configuration environment) {
    List<OptionFault> all = new ArrayList<>(faults);
    if (complete) {
      Set<String> named = new HashSet<>();
      faults.forEach(fault -> named.add(fault.key()));
      KafkaOptions.faults(options(), environment).stream()
          .filter(fault -> !named.contains(fault.key()))
          .forEach(all::add);
    }
    return List.copyOf(all);
  }

  private void readLine(String[] args) {
    for (int i = 0; i < args.length; i++) {
      String argument = args[i];
      int start = argument.startsWith("--") ? 2 : argument.startsWith("-D") ? 2 : 0;
      int equals = argument.indexOf('=');
      if (start == 0 || argument.length() == start) {
        // Only the part before the equals sign is shown: the rest may be a secret.
        String shown = equals < 0 ? argument : argument.substring(0, equals);
        fault(shown, null, "--key value, --key=value, -Dkey=value, --config FILE", "mend it");
      } else if (equals > 0) {
        put(argument.substring(start, equals), argument.substring(equals + 1));
      } else if (argument.startsWith("--") && i + 1 < args.length && !isKey(args[i + 1])) {
        put(argument.substring(start), args[++i]);
      } else {
        fault(argument.substring(start), null, "a value behind the key", "give it one");
      }
    }
  }

  private static boolean isKey(String argument) {
    return argument.startsWith("--") || argument.startsWith("-D");
  }

  private void put(String key, String value) {
    if (key.equals(CONFIG)) {
      readFile(value);
    } else {
      once(fromLine, key, value, "the command line");
    }
  }

  private void readFile(String path) {
    JobFile file = JobFile.read(path);
    complete &= file.complete();
    faults.addAll(file.faults());
    file.options().forEach((key, value) -> once(fromFiles, key, value, "another file"));
  }

  private void once(Map<String, String> level, String key, String value, String where) {
    String before = level.putIfAbsent(key, value);
    if (before != null && !before.equals(value)) {
      fault(
          key,
          Secrets.shown(key, value),
          "one value, and " + where + " says '" + Secrets.shown(key, before) + "' as well",
          "drop one of them");
    }
  }

  private void fault(String key, @Nullable String value, String allowed, String mend) {
    faults.add(new OptionFault(key, value, allowed, mend));
  }
}
