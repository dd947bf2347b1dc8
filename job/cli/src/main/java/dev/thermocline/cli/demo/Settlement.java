package dev.thermocline.cli.demo;

import dev.thermocline.cli.books.TopicReader;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads on after the last record is out, so that one emitted twice shows: the job completes one
 * more checkpoint, has committed the offsets of all its input, and every output partition is read
 * to its end with no transaction open.
 */
final class Settlement {

  private static final Duration POLL = Duration.ofMillis(50);

  private final String bootstrapServers;
  private final Stand.Topics topics;
  private final TopicReader reader;
  private final Duration patience;

  Settlement(String bootstrapServers, Stand.Topics topics, TopicReader reader, Duration patience) {
    this.bootstrapServers = bootstrapServers;
    this.topics = topics;
    this.reader = reader;
    this.patience = patience;
  }

  /** Reads on; false when the time was over first. */
  boolean reached(FlinkCluster.RunningJob job) throws Exception {
    long deadline = System.nanoTime() + patience.toNanos();
    try {
      job.checkpoint(patience);
    } catch (TimeoutException e) {
      return false;
    }
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      while (!(inputCommitted(admin) && reader.isAtEnd())) {
        if (System.nanoTime() > deadline) {
          return false;
        }
        job.checkRunning();
        reader.poll(POLL);
      }
    }
    return true;
  }

  private boolean inputCommitted(Admin admin) throws ExecutionException, InterruptedException {
    List<TopicPartition> partitions =
        admin.describeTopics(List.of(topics.input())).allTopicNames().get().values().stream()
            .flatMap(
                topic ->
                    topic.partitions().stream()
                        .map(info -> new TopicPartition(topic.name(), info.partition())))
            .toList();
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin.listConsumerGroupOffsets(topics.run()).partitionsToOffsetAndMetadata().get();
    return ends(admin, partitions).entrySet().stream()
        .allMatch(
            end -> {
              OffsetAndMetadata read = committed.get(end.getKey());
              return end.getValue() <= (read == null ? 0 : read.offset());
            });
  }

  private static Map<TopicPartition, Long> ends(Admin admin, Collection<TopicPartition> partitions)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(partition -> asked.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    admin
        .listOffsets(asked)
        .all()
        .get()
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }
}
