package dev.thermocline.app.kafka;

import dev.thermocline.flink.config.InvalidOptionsException;
import dev.thermocline.flink.config.JobOptions;
import dev.thermocline.flink.config.JobOptions.Delivery;
import dev.thermocline.flink.config.NearestName;
import dev.thermocline.flink.config.OptionFault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the brokers whether they allow what the options ask for. */
public final class BrokerCheck {

  private static final Logger LOG = LoggerFactory.getLogger(BrokerCheck.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String BROKER_LIMIT = "transaction.max.timeout.ms";

  private BrokerCheck() {}

  /**
   * Refuses a transaction timeout the brokers would refuse at the first checkpoint, and a control
   * topic in which there is no order.
   *
   * <p>Brokers that cannot be asked from here, or may not be, are left to the job: it may run where
   * they can be reached.
   *
   * @param config options that passed the validator
   * @return what to tell the user; empty where the brokers answered or had nothing to be asked
   * @throws InvalidOptionsException if the timeout is longer than the brokers allow, or the control
   *     topic has not one partition
   * @throws InterruptedException if interrupted while waiting for an answer
   */
  public static Optional<String> check(Configuration config) throws InterruptedException {
    return check(config, PATIENCE);
  }

  static Optional<String> check(Configuration config, Duration patience)
      throws InterruptedException {
    if (config.get(JobOptions.DELIVERY_GUARANTEE) != Delivery.EXACTLY_ONCE
        && !config.contains(JobOptions.CONTROL_TOPIC)) {
      return Optional.empty();
    }
    try (Admin admin = admin(config, patience)) {
      List<OptionFault> faults = new ArrayList<>(transactions(admin, config, patience));
      faults.addAll(control(admin, config, patience));
      if (!faults.isEmpty()) {
        throw new InvalidOptionsException(faults);
      }
      return Optional.empty();
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      // A client whose brokers have no address here is not even made: that is a KafkaException.
      String warning =
          JobOptions.BOOTSTRAP_SERVERS.key()
              + " is '"
              + config.get(JobOptions.BOOTSTRAP_SERVERS)
              + "', and the brokers did not answer within "
              + patience.toSeconds()
              + " s ("
              + reason(e)
              + "); the job starts and goes on asking them, "
              + BROKER_LIMIT
              + (config.contains(JobOptions.CONTROL_TOPIC)
                  ? " and the control topic stay"
                  : " stays")
              + " unchecked";
      LOG.warn(warning);
      return Optional.of(warning);
    }
  }

  /**
   * Everything the brokers have against the options: that they do not answer, that a topic is
   * missing, that a transaction may not take so long.
   *
   * @param config options that passed the validator
   * @throws InterruptedException if interrupted while waiting for an answer
   */
  public static List<OptionFault> faults(Configuration config) throws InterruptedException {
    return faults(config, PATIENCE);
  }

  static List<OptionFault> faults(Configuration config, Duration patience)
      throws InterruptedException {
    try (Admin admin = admin(config, patience)) {
      List<OptionFault> faults = new ArrayList<>(topics(admin, config, patience));
      faults.addAll(transactions(admin, config, patience));
      faults.addAll(control(admin, config, patience));
      return List.copyOf(faults);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      return List.of(
          new OptionFault(
              JobOptions.BOOTSTRAP_SERVERS.key(),
              config.get(JobOptions.BOOTSTRAP_SERVERS),
              "brokers that answer within " + patience.toSeconds() + " s",
              "mend it or the kafka.* options they need: " + reason(e)));
    }
  }

  private static Admin admin(Configuration config, Duration patience) {
    Map<String, Object> properties = new HashMap<>(JobOptions.kafkaProperties(config));
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) patience.toMillis());
    return Admin.create(properties);
  }

  private static String reason(Exception e) {
    Throwable told = e.getCause() == null ? e : e.getCause();
    String message = told.getMessage();
    String reason = message == null ? told.getClass().getSimpleName() : message;
    return reason.strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private static List<OptionFault> topics(Admin admin, Configuration config, Duration patience)
      throws InterruptedException, ExecutionException, TimeoutException {
    Set<String> there = admin.listTopics().names().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    return Stream.of(JobOptions.INPUT_TOPIC, JobOptions.OUTPUT_TOPIC, JobOptions.DEAD_LETTER_TOPIC)
        .filter(option -> !there.contains(config.get(option)))
        .map(option -> missing(option.key(), config.get(option), there))
        .toList();
  }

  private static OptionFault missing(String key, String topic, Set<String> there) {
    String nearest = there.isEmpty() ? "" : ", nearest is " + NearestName.of(topic, there);
    return new OptionFault(
        key,
        topic,
        "a topic the brokers have and may show",
        "create it or mend the name" + nearest);
  }

  /** Commands act in the order of their topic, which only one partition has. */
  private static List<OptionFault> control(Admin admin, Configuration config, Duration patience)
      throws InterruptedException, ExecutionException, TimeoutException {
    Optional<String> topic = config.getOptional(JobOptions.CONTROL_TOPIC);
    if (topic.isEmpty()) {
      return List.of();
    }
    String key = JobOptions.CONTROL_TOPIC.key();
    Set<String> there = admin.listTopics().names().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (!there.contains(topic.get())) {
      return List.of(missing(key, topic.get(), there));
    }
    int partitions =
        Objects.requireNonNull(
                admin
                    .describeTopics(List.of(topic.get()))
                    .allTopicNames()
                    .get(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .get(topic.get()))
            .partitions()
            .size();
    return partitions == 1 ? List.of() : List.of(disordered(key, topic.get(), partitions));
  }

  static OptionFault disordered(String key, String topic, int partitions) {
    return new OptionFault(
        key,
        topic,
        "a topic of 1 partition, this one has " + partitions,
        "name another, or make it anew with one: commands act in the order of their offsets");
  }

  private static List<OptionFault> transactions(
      Admin admin, Configuration config, Duration patience)
      throws InterruptedException, ExecutionException, TimeoutException {
    if (config.get(JobOptions.DELIVERY_GUARANTEE) != Delivery.EXACTLY_ONCE) {
      return List.of();
    }
    Collection<Node> nodes =
        admin.describeCluster().nodes().get(patience.toMillis(), TimeUnit.MILLISECONDS);
    if (nodes.isEmpty()) {
      return List.of();
    }
    Optional<Long> limit = limit(admin, nodes.iterator().next(), patience);
    long timeout = config.get(JobOptions.TRANSACTION_TIMEOUT);
    return limit.filter(most -> timeout > most).map(most -> tooLong(timeout, most)).stream()
        .toList();
  }

  static OptionFault tooLong(long timeout, long limit) {
    return new OptionFault(
        JobOptions.TRANSACTION_TIMEOUT.key(),
        String.valueOf(timeout),
        "at most the brokers' " + BROKER_LIMIT + " = " + limit,
        "lower it, or raise " + BROKER_LIMIT + " on the brokers");
  }

  /** The longest transaction a broker allows, in milliseconds; empty where it does not say. */
  private static Optional<Long> limit(Admin admin, Node node, Duration patience)
      throws InterruptedException, ExecutionException, TimeoutException {
    ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
    Config settings =
        admin
            .describeConfigs(List.of(broker))
            .all()
            .get(patience.toMillis(), TimeUnit.MILLISECONDS)
            .get(broker);
    ConfigEntry entry = settings == null ? null : settings.get(BROKER_LIMIT);
    return Optional.ofNullable(entry).map(ConfigEntry::value).map(Long::valueOf);
  }
}
