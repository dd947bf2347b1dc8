package dev.thermocline.cli.command;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.BundleException;
import dev.thermocline.flink.config.BundleFit;
import dev.thermocline.flink.config.BundleLocation;
import dev.thermocline.flink.config.EarlyExitOptions;
import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.config.OptionsValidator;
import dev.thermocline.flink.tuning.RefusedCommandException;
import dev.thermocline.flink.tuning.TuningCommand;
import dev.thermocline.flink.tuning.TuningRules;
import dev.thermocline.flink.tuning.TuningSetting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds commands against a job's configuration, as far as that can be told without the job: only
 * the job knows what was tuned before, and a bundle that cannot be read here is left to it.
 */
final class TuneCheck {
  private static final Logger LOG = LoggerFactory.getLogger(TuneCheck.class);

  private final Configuration options;

  /**
   * @param job the job's options; those at fault count as not set
   */
  TuneCheck(Configuration job) {
    Configuration cluster = new Configuration();
    this.options = OptionsValidator.sound(job, cluster, OptionsValidator.check(job, cluster));
  }

  /**
   * Finds a command that the job would refuse.
   *
   * @param commands each passed {@link TuningRules#checkWritten}
   * @throws RefusedCommandException naming the setting, its value and what is allowed
   */
  void check(List<TuningCommand> commands) throws RefusedCommandException {
    Duration tick = options.get(EarlyExitOptions.CONTROL_TICK);
    for (TuningCommand command : commands) {
      TuningRules.checkTick(command, tick);
    }
    List<TuningCommand> ofLadder = commands.stream().filter(TuneCheck::asksTheLadder).toList();
    Optional<TuningRules> rules = ofLadder.isEmpty() ? Optional.empty() : rules();
    if (rules.isPresent()) {
      for (TuningCommand command : ofLadder) {
        rules.get().checkAlone(command);
      }
    }
  }

  private static boolean asksTheLadder(TuningCommand command) {
    return command.setting().equals(TuningSetting.PIN.toString())
        || command.setting().equals(TuningSetting.MAX_LOSS.toString());
  }

  /** Rules of the job with its bundle; empty where no such bundle is here. */
  private Optional<TuningRules> rules() {
    if (!options.contains(EarlyExitOptions.BUNDLE_PATH)) {
      return Optional.empty();
    }
    String path = options.get(EarlyExitOptions.BUNDLE_PATH);
    Bundle bundle;
    try {
      bundle = BundleLocation.read(path);
    } catch (BundleException | IllegalArgumentException e) {
      LOG.info("The job alone checks the commands against its bundle {}", path, e);
      return Optional.empty();
    }
    EarlyExitSettings settings = EarlyExitOptions.settings(options);
    return BundleFit.faults(settings, bundle).isEmpty()
        ? Optional.of(TuningRules.of(settings, bundle))
        : Optional.empty();
  }
}
