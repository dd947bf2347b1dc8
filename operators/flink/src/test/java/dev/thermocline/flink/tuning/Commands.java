package dev.thermocline.flink.tuning;

import dev.thermocline.flink.config.EarlyExitOptions;
import dev.thermocline.flink.config.EarlyExitSettings;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.Configuration;

/** Commands and job settings for tests. */
final class Commands {
  private Commands() {}

  static TuningCommand job(String setting, String value, long offset) {
    return new TuningCommand("c" + offset, setting, value, TuningScope.JOB, null, "ada", offset);
  }

  static TuningCommand key(String key, String setting, String value, long offset) {
    return new TuningCommand("c" + offset, setting, value, TuningScope.KEY, key, "ada", offset);
  }

  /** Settings of a static job with a limit of 0.05, varied by options. */
  static EarlyExitSettings settings(String... options) {
    Map<String, String> all =
        new HashMap<>(
            Map.of("bundle.path", "b", "control.mode", "static", "quality.max-loss", "0.05"));
    for (int i = 0; i < options.length; i += 2) {
      all.put(options[i], options[i + 1]);
    }
    return EarlyExitOptions.settings(Configuration.fromMap(all));
  }
}
