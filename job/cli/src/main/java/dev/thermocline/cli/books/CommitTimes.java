package dev.thermocline.cli.books;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.Record;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.record.TimestampType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the records of a topic became visible, read from the transaction markers in its log. Those
 * carry the broker's time and no consumer hands them out, so the log is fetched batch by batch;
 * records inside batches are not looked at.
 *
 * <p>Where the log cannot be fetched, nothing more is known: that is said once and costs no more.
 */
final class CommitTimes implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(CommitTimes.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final LogFetcher fetcher;
  private final Map<TopicPartition, Visibility> partitions = new HashMap<>();
  private final Map<TopicPartition, Long> positions = new HashMap<>();
  private Optional<String> failure = Optional.empty();

  /**
   * The partitions of a topic.
   *
   * @param kafka settings of the Kafka clients, the brokers among them
   */
  CommitTimes(Map<String, String> kafka, Tail topic) {
    this.fetcher = new LogFetcher(Tail.settings(kafka), topic::leader);
    topic
        .beginnings()
        .forEach(
            (partition, first) -> {
              partitions.put(partition, new Visibility(first));
              positions.put(partition, first);
            });
  }

  /**
   * When a record that a consumer under read_committed has been given became visible, milliseconds
   * since the epoch; NaN where it is not known. Offsets of a partition must be asked for in rising
   * order.
   */
  double at(TopicPartition partition, long offset) {
    Visibility visibility = partitions.get(partition);
    if (visibility == null || failure.isPresent()) {
      return Double.NaN;
    }
    try {
      readBeyond(partition, visibility, offset);
      return visibility.at(offset);
    } catch (IOException | KafkaException e) {
      LOG.warn("cannot fetch the log of {}", partition, e);
      failure = Optional.of("the log of " + partition + " cannot be fetched: " + e.getMessage());
      return Double.NaN;
    }
  }

  /** Why nothing is known any more; empty while something is. */
  Optional<String> failure() {
    return failure;
  }

  private void readBeyond(TopicPartition partition, Visibility visibility, long offset)
      throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (visibility.stable() <= offset) {
      long from = positions.getOrDefault(partition, 0L);
      long position = from;
      for (RecordBatch batch : fetcher.fetch(partition, from)) {
        if (batch.nextOffset() > position) {
          take(visibility, batch);
          position = batch.nextOffset();
        }
      }
      positions.put(partition, position);
      if (position == from && System.nanoTime() > deadline) {
        throw new IOException(
            "nothing came behind offset " + from + " within " + PATIENCE.toSeconds() + " s");
      }
    }
  }

  private static void take(Visibility visibility, RecordBatch batch) {
    if (batch.isControlBatch()) {
      for (Record marker : batch) {
        visibility.marker(batch.producerId(), marker.offset(), marker.timestamp());
      }
    } else if (batch.isTransactional()) {
      visibility.transactional(batch.producerId(), batch.baseOffset(), batch.nextOffset());
    } else {
      boolean appended = batch.timestampType() == TimestampType.LOG_APPEND_TIME;
      visibility.plain(batch.nextOffset(), appended ? batch.maxTimestamp() : Double.NaN);
    }
  }

  @Override
  public void close() {
    fetcher.close();
  }
}
