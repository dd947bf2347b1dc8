package dev.thermocline.cli.cluster;

import dev.thermocline.app.codec.DecodeException;
import dev.thermocline.app.codec.RecordReader;
import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.schemas.Prediction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * A consumer of the job's output under read_committed, in a thread of its own: what each answer
 * said, and when more of them became visible. It is there through every fault; whether an answer is
 * missing or came twice, {@code thermocline verify} tells.
 */
final class VisibleResults implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  private final RecordReader<Prediction> reader = RecordReader.predictions(Format.SINGLE_OBJECT);
  private final Map<String, Outcome> outcomes = new ConcurrentHashMap<>();
  private final Set<String> keys = ConcurrentHashMap.newKeySet();
  private final Queue<Long> moments = new ConcurrentLinkedQueue<>();
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::read, "visible-results");
  private final KafkaConsumer<byte[], byte[]> consumer;
  private volatile boolean closed;

  private VisibleResults(KafkaConsumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
  }

  /** Reads the topic of predictions on that broker from its beginning, until it is closed. */
  static VisibleResults of(String bootstrapServers) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(ProcessCluster.OUTPUT).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    VisibleResults results = new VisibleResults(consumer);
    results.thread.setDaemon(true);
    results.thread.start();
    return results;
  }

  private void read() {
    try (consumer) {
      while (!closed) {
        take(consumer.poll(POLL));
      }
    } catch (DecodeException | RuntimeException e) {
      failure.set(e);
    }
  }

  private void take(ConsumerRecords<byte[], byte[]> records) throws DecodeException {
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Prediction prediction = reader.read(record.value());
      outcomes.put(prediction.getId(), Outcome.of(prediction));
      String key = prediction.getKey();
      if (key != null) {
        keys.add(key);
      }
    }
    if (!records.isEmpty()) {
      moments.add(System.nanoTime());
    }
  }

  /**
   * Records whose answer is visible.
   *
   * @throws IllegalStateException when the output cannot be read any more
   */
  int size() {
    Exception error = failure.get();
    if (error != null) {
      throw new IllegalStateException("the output cannot be read: " + error, error);
    }
    return outcomes.size();
  }

  /** Keys among them. */
  int keys() {
    return keys.size();
  }

  /** What the answers said, by the records' ids. */
  Map<String, Outcome> outcomes() {
    return Map.copyOf(outcomes);
  }

  /** Share of the records that went through the last stage; NaN without any. */
  double lastStageShare() {
    return outcomes.values().stream()
        .mapToDouble(outcome -> outcome.atLastStage() ? 1 : 0)
        .average()
        .orElse(Double.NaN);
  }

  /** The longest time, in seconds, in which no answer became visible, from that moment on. */
  double longestPauseSeconds(long sinceNanos) {
    return longest(moments.stream().mapToLong(Long::longValue).toArray(), sinceNanos) / 1e9;
  }

  /**
   * The longest time between moments that follow each other, from a given one to the last.
   *
   * @param moments rising, by the clock of {@link System#nanoTime}
   */
  static long longest(long[] moments, long since) {
    long longest = 0;
    long last = since;
    for (long moment : moments) {
      if (moment - since > 0) {
        longest = Math.max(longest, moment - last);
        last = moment;
      }
    }
    return longest;
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
