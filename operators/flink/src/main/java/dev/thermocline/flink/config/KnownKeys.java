package dev.thermocline.flink.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;

/** Tells our keys, Flink's and Kafka's from misspelt ones. */
final class KnownKeys {

  private static final List<String> OUR_PREFIXES =
      List.of(
          "bundle.",
          "kafka.",
          "input.",
          "output.",
          "dead-letter.",
          "exit.",
          "quality.",
          "control.",
          "batch.",
          "inflight.",
          "engine.",
          "delivery.");

  /** Beginnings of the keys Flink has options under. */
  private static final List<String> FLINK_PREFIXES =
      List.of(
          "$internal.",
          "akka.",
          "allow.",
          "blob.",
          "classloader.",
          "client.",
          "cluster.",
          "compiler.",
          "containerized.",
          "env.",
          "execution.",
          "external-resource",
          "fs.",
          "gs.",
          "heartbeat.",
          "high-availability",
          "historyserver.",
          "io.tmp.dirs",
          "jobmanager.",
          "jobstore.",
          "job-result-store.",
          "kubernetes.",
          "local.",
          "metrics.",
          "minicluster.",
          "oss.",
          "parallelism.default",
          "pekko.",
          "pipeline.",
          "plugin.",
          "process.",
          "queryable-state.",
          "resourcemanager.",
          "rest.",
          "restart-strategy",
          "rpc.",
          "s3.",
          "s3a.",
          "scheduler.",
          "security.",
          "slot.",
          "slotmanager.",
          "state.",
          "table.",
          "task.",
          "taskmanager.",
          "traces.",
          "events.",
          "user.artifacts",
          "web.",
          "yarn.",
          "zookeeper.");

  /** Flink's keys a job is most often given, to suggest when one is misspelt. */
  private static final List<String> COMMON_FLINK_KEYS =
      List.of(
          "execution.checkpointing.interval",
          "execution.checkpointing.timeout",
          "execution.checkpointing.dir",
          "execution.checkpointing.unaligned.enabled",
          "parallelism.default",
          "pipeline.name",
          "restart-strategy.type",
          "state.backend.type");

  /** Kafka keys that an option of ours, or the connector, decides. */
  private static final Map<String, String> DECIDED =
      Map.of(
          "kafka.group.id", "use input.group-id",
          "kafka.auto.offset.reset", "use input.start",
          "kafka.transactional.id", "use delivery.transactional-id-prefix",
          "kafka.enable.auto.commit", "leave it out: offsets are committed with checkpoints",
          "kafka.key.serializer", "leave it out: the job decides the encoding",
          "kafka.value.serializer", "leave it out: the job decides the encoding",
          "kafka.key.deserializer", "leave it out: the job decides the encoding",
          "kafka.value.deserializer", "leave it out: the job decides the encoding");

  private KnownKeys() {}

  /** Whether a key lies in our name space, spelt right or not. */
  static boolean ours(String key) {
    return key.equals(JobOptions.PARALLELISM.key())
        || OUR_PREFIXES.stream().anyMatch(key::startsWith);
  }

  static List<OptionFault> unknown(Configuration config) {
    List<OptionFault> faults = new ArrayList<>();
    config.toMap().keySet().stream()
        .sorted()
        .forEach(
            key -> {
              String value = Secrets.shown(key, config.toMap().get(key));
              if (DECIDED.containsKey(key)) {
                faults.add(
                    new OptionFault(
                        key, value, "nothing", DECIDED.getOrDefault(key, "leave it out")));
              } else if (!isKnown(key)) {
                faults.add(
                    new OptionFault(
                        key,
                        value,
                        "the options of OPTIONS.md and Flink's own",
                        "there is no such option, nearest is " + nearest(key)));
              }
            });
    return faults;
  }

  private static boolean isKnown(String key) {
    return OptionCatalog.KEYS.contains(key)
        || key.startsWith(JobOptions.KAFKA_PREFIX)
        || FLINK_PREFIXES.stream().anyMatch(key::startsWith);
  }

  private static String nearest(String key) {
    return NearestName.of(
        key, Stream.concat(OptionCatalog.KEYS.stream(), COMMON_FLINK_KEYS.stream()).toList());
  }
}
