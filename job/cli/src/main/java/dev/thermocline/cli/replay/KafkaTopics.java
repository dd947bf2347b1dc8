package dev.thermocline.cli.replay;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;

/** Topics of a broker, wherever it runs. */
public final class KafkaTopics implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(15);
  private static final Duration LEADERS = Duration.ofSeconds(30);
  private static final short BROKERS_DEFAULT = -1;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final String bootstrapServers;
  private final Admin admin;

  private KafkaTopics(String bootstrapServers, Admin admin) {
    this.bootstrapServers = bootstrapServers;
    this.admin = admin;
  }

  /**
   * The topics of the brokers at that address; whether one answers there shows at the first call.
   */
  public static KafkaTopics at(String bootstrapServers) {
    return at(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
  }

  /** As {@link #at(String)}, with all a Kafka client needs to be let in. */
  public static KafkaTopics at(Map<String, String> kafka) {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
    return new KafkaTopics(
        String.valueOf(kafka.get(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG)),
        Admin.create(settings));
  }

  /**
   * Creates topics with the same number of partitions and as many replicas as the brokers give by
   * default, and returns when every partition has taken office: a broker that refuses a producer's
   * first batch but takes its second never takes the first again.
   *
   * @throws IllegalStateException when the broker refuses one, with its reason
   */
  public void create(int partitions, Collection<String> names) {
    create(partitions, names, Map.of());
  }

  private void create(int partitions, Collection<String> names, Map<String, String> settings) {
    List<NewTopic> topics =
        names.stream()
            .map(name -> new NewTopic(name, partitions, BROKERS_DEFAULT).configs(settings))
            .toList();
    ask(
        "create topics " + names,
        () -> {
          admin.createTopics(topics).all().get();
          awaitLeaders(partitions, names);
          return topics;
        });
  }

  /** As {@link #create}, leaving out the topics that are there already, and returns the others. */
  public List<String> createMissing(int partitions, Collection<String> names) {
    return createMissing(partitions, names, Map.of());
  }

  /** As {@link #createMissing(int, Collection)}, with settings for those that are created. */
  public List<String> createMissing(
      int partitions, Collection<String> names, Map<String, String> settings) {
    Set<String> there = ask("list topics", () -> admin.listTopics().names().get());
    List<String> missing = names.stream().distinct().filter(name -> !there.contains(name)).toList();
    if (!missing.isEmpty()) {
      create(partitions, missing, settings);
    }
    return missing;
  }

  /** Whether the brokers have that topic. */
  public boolean exists(String name) {
    return ask("list topics", () -> admin.listTopics().names().get().contains(name));
  }

  /** Mean bytes of a record on a broker's disk, batches' headers included; NaN without records. */
  public double recordBytes(String name) {
    long records =
        list().stream().filter(topic -> topic.name().equals(name)).mapToLong(Topic::end).sum();
    return records == 0 ? Double.NaN : (double) bytes(name) / records;
  }

  private long bytes(String name) {
    return ask(
        "measure topic " + name,
        () -> {
          List<Integer> brokers =
              admin.describeCluster().nodes().get().stream().map(Node::id).toList();
          return admin.describeLogDirs(brokers).allDescriptions().get().values().stream()
              .flatMap(directories -> directories.values().stream())
              .flatMap(directory -> directory.replicaInfos().entrySet().stream())
              .filter(replica -> replica.getKey().topic().equals(name))
              .mapToLong(replica -> replica.getValue().size())
              .sum();
        });
  }

  /** All topics but Kafka's own, by name. */
  public List<Topic> list() {
    return ask(
        "list topics",
        () -> {
          Set<String> names = new HashSet<>(admin.listTopics().names().get());
          Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
          for (TopicDescription topic :
              admin.describeTopics(names).allTopicNames().get().values()) {
            topic
                .partitions()
                .forEach(
                    info ->
                        asked.put(
                            new TopicPartition(topic.name(), info.partition()),
                            OffsetSpec.latest()));
          }
          return sums(admin.listOffsets(asked).all().get());
        });
  }

  private static List<Topic> sums(Map<TopicPartition, ListOffsetsResultInfo> ends) {
    Map<String, Topic> topics = new TreeMap<>();
    ends.forEach(
        (partition, end) ->
            topics.merge(
                partition.topic(), new Topic(partition.topic(), 1, end.offset()), Topic::plus));
    return List.copyOf(topics.values());
  }

  /** Returns when the broker leads every partition: only its leader tells a partition's offsets. */
  private void awaitLeaders(int partitions, Collection<String> names)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (String name : names) {
      for (int partition = 0; partition < partitions; partition++) {
        asked.put(new TopicPartition(name, partition), OffsetSpec.latest());
      }
    }
    long deadline = System.nanoTime() + LEADERS.toNanos();
    while (true) {
      try {
        admin.listOffsets(asked).all().get();
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      }
    }
  }

  private <T> T ask(String what, Question<T> question) {
    try {
      return question.ask();
    } catch (ExecutionException e) {
      String mend =
          e.getCause() instanceof TimeoutException
              ? "; bootstrap servers are " + bootstrapServers + ": start the broker or mend them"
              : "";
      throw new IllegalStateException("cannot " + what + ": " + e.getCause() + mend, e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted: cannot " + what, e);
    }
  }

  @Override
  public void close() {
    admin.close();
  }

  /** Something the broker is asked. */
  @FunctionalInterface
  private interface Question<T> {
    T ask() throws ExecutionException, InterruptedException;
  }

  /**
   * A topic.
   *
   * @param name its name
   * @param partitions how many it has
   * @param end sum of the partitions' end offsets: records ever written, and one for each partition
   *     a transaction wrote to
   */
  public record Topic(String name, int partitions, long end) {

    private Topic plus(Topic other) {
      return new Topic(name, partitions + other.partitions, end + other.end);
    }
  }
}
