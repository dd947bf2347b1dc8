package dev.thermocline.cli.command;

import dev.thermocline.app.JobArguments;
import dev.thermocline.app.kafka.BrokerCheck;
import dev.thermocline.app.kafka.KafkaOptions;
import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.BundleException;
import dev.thermocline.flink.config.BundleFit;
import dev.thermocline.flink.config.BundleLocation;
import dev.thermocline.flink.config.EarlyExitOptions;
import dev.thermocline.flink.config.EffectiveOptions;
import dev.thermocline.flink.config.JobOptions;
import dev.thermocline.flink.config.OptionFault;
import dev.thermocline.flink.config.OptionsValidator;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;

/** Holds job options against all that can be known before the job is submitted. */
final class JobCheck {

  private final JobArguments arguments;
  private final Configuration environment;
  private final List<OptionFault> faults;
  private @Nullable String bundleId;

  /**
   * @param arguments the job's options
   * @param environment what the cluster's configuration says; options win over it
   */
  JobCheck(JobArguments arguments, Configuration environment) {
    this.arguments = arguments;
    this.environment = environment;
    this.faults = new ArrayList<>(arguments.faults(environment));
  }

  /** Everything wrong that was found so far, at most one fault for a key. */
  List<OptionFault> faults() {
    return List.copyOf(faults);
  }

  /** Id of the bundle, once it was read. */
  @Nullable String bundleId() {
    return bundleId;
  }

  /** What the job would run with; only where nothing is wrong. */
  Map<String, String> settings() {
    return EffectiveOptions.of(KafkaOptions.validated(arguments.options(), environment));
  }

  /** Verifies the bundle and holds the settings against it. */
  void readBundle() {
    Configuration sound = sound();
    if (arguments.complete() && sound.contains(EarlyExitOptions.BUNDLE_PATH)) {
      add(bundleFaults(sound));
    }
  }

  private List<OptionFault> bundleFaults(Configuration sound) {
    String path = sound.get(EarlyExitOptions.BUNDLE_PATH);
    Bundle bundle;
    try {
      if (BundleLocation.isLocal(path) && !Files.exists(BundleLocation.local(path))) {
        return notABundle(
            path,
            "there is no such directory or file here: mend the path, or leave the bundle unread with"
                + " --no-bundle");
      }
      bundle = BundleLocation.read(path);
    } catch (BundleException | IllegalArgumentException e) {
      return notABundle(path, String.valueOf(e.getMessage()));
    }
    bundleId = bundle.id();
    return BundleFit.faults(EarlyExitOptions.settings(sound), bundle);
  }

  private static List<OptionFault> notABundle(String path, String mend) {
    return List.of(
        new OptionFault(
            EarlyExitOptions.BUNDLE_PATH.key(), path, "a bundle that can be verified", mend));
  }

  /** Asks the brokers, if nothing is wrong with what they are asked for and by. */
  void askBrokers() throws InterruptedException {
    Configuration sound = sound();
    boolean askable =
        Stream.of(
                JobOptions.BOOTSTRAP_SERVERS,
                JobOptions.INPUT_TOPIC,
                JobOptions.OUTPUT_TOPIC,
                JobOptions.DEAD_LETTER_TOPIC)
            .allMatch((ConfigOption<String> option) -> sound.contains(option));
    if (askable
        && arguments.complete()
        && faults.stream().noneMatch(fault -> fault.key().startsWith(JobOptions.KAFKA_PREFIX))) {
      add(BrokerCheck.faults(sound));
    }
  }

  private Configuration sound() {
    return OptionsValidator.sound(arguments.options(), environment, faults);
  }

  private void add(List<OptionFault> found) {
    for (OptionFault fault : found) {
      if (faults.stream().noneMatch(known -> known.key().equals(fault.key()))) {
        faults.add(fault);
      }
    }
  }
}
