package dev.thermocline.cli.books;

import dev.thermocline.app.codec.DecodeException;
import dev.thermocline.schemas.DeadLetter;
import dev.thermocline.schemas.Prediction;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/**
 * Reads a job's topics from their beginnings, committed records only, into books. Before anything
 * that came out is booked, the input is read to its end: what is out has gone in before.
 */
public final class TopicReader implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Tail input;
  private final Tail output;
  private final @Nullable Tail deadLetters;
  private final Admin admin;
  private final Wire wire;
  private final Books books;
  private final Listener listener;

  /** Hears what came out, in the order of reading. */
  public interface Listener {

    /** A prediction has been booked. */
    void answered(Answered answered);

    /**
     * A dead letter has been booked.
     *
     * @param booked as {@link Books#buried} returned it
     */
    void buried(DeadLetter letter, int booked);
  }

  /**
   * A prediction and what it was booked as.
   *
   * @param partition partition of the output topic it lies in
   * @param offset its offset there
   * @param booked as {@link Books#answered} returned it
   */
  public record Answered(Prediction prediction, int partition, long offset, int booked) {}

  /**
   * Opens the topics.
   *
   * @param kafka settings of the Kafka clients, the brokers among them
   * @throws IllegalStateException when one is not there or no broker answers
   */
  public TopicReader(
      Map<String, String> kafka, JobTopics topics, Wire wire, Books books, Listener listener) {
    this.wire = wire;
    this.books = books;
    this.listener = listener;
    this.input = new Tail(kafka, topics.input());
    try {
      this.output = new Tail(kafka, topics.output());
    } catch (RuntimeException e) {
      input.close();
      throw e;
    }
    try {
      this.deadLetters =
          topics.deadLetters() == null ? null : new Tail(kafka, topics.deadLetters());
    } catch (RuntimeException e) {
      input.close();
      output.close();
      throw e;
    }
    this.admin = Admin.create(new HashMap<>(kafka));
  }

  /** Hands over what has become visible, waiting for a prediction at most that long. */
  public void poll(Duration timeout) {
    Iterable<ConsumerRecord<byte[], byte[]>> letters =
        deadLetters == null ? List.of() : deadLetters.poll(Duration.ZERO);
    Iterable<ConsumerRecord<byte[], byte[]>> answers = output.poll(timeout);
    if (letters.iterator().hasNext() || answers.iterator().hasNext()) {
      readInput(Passed.NOBODY);
    }
    letters.forEach(this::bury);
    answers.forEach(this::answer);
  }

  /** Hears how far a topic is read, in offsets. */
  @FunctionalInterface
  interface Passed {

    Passed NOBODY = (done, total) -> {};

    void of(long done, long total);
  }

  /** Reads the input to where it ends now. */
  void readInput(Passed passed) {
    read(input, passed, () -> input.poll(POLL).forEach(this::receive));
  }

  /** Reads the dead letters to where they end now. */
  void readDeadLetters(Passed passed) {
    if (deadLetters != null) {
      Tail letters = deadLetters;
      read(letters, passed, () -> bury(letters.poll(POLL)));
    }
  }

  private void bury(Iterable<ConsumerRecord<byte[], byte[]>> letters) {
    if (letters.iterator().hasNext()) {
      readInput(Passed.NOBODY);
    }
    letters.forEach(this::bury);
  }

  /** Reads the output to where it ends now, and whatever else comes meanwhile. */
  void readOutput(Passed passed) {
    read(output, passed, () -> poll(POLL));
  }

  private static void read(Tail tail, Passed passed, Runnable poll) {
    Map<TopicPartition, Long> ends = tail.ends();
    long total = tail.length(ends);
    long last = System.nanoTime();
    long seen = tail.read();
    while (!tail.reached(ends)) {
      passed.of(Math.min(seen, total), total);
      poll.run();
      long now = tail.read();
      if (now > seen) {
        seen = now;
        last = System.nanoTime();
      } else if (System.nanoTime() - last > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            "topic "
                + tail.topic()
                + " gives nothing more for "
                + PATIENCE.toSeconds()
                + " s and is not at its end; check the brokers");
      }
    }
    passed.of(total, total);
  }

  /** Whether all that came out is read to the last record written, with no transaction open. */
  public boolean isAtEnd() {
    return openOutputs().isEmpty();
  }

  /** Where what came out ends now, open transactions included. */
  Ends written() {
    return new Ends(written(output), deadLetters == null ? Map.of() : written(deadLetters));
  }

  /** Whether what came out is read to there. */
  boolean reached(Ends ends) {
    return output.reached(ends.output())
        && (deadLetters == null || deadLetters.reached(ends.deadLetters()));
  }

  /** The ends of the topics that a job writes. */
  record Ends(Map<TopicPartition, Long> output, Map<TopicPartition, Long> deadLetters) {}

  /** Partitions of what came out that hold more than is read, in an open transaction or not. */
  List<TopicPartition> openOutputs() {
    return Stream.of(Optional.of(output), Optional.ofNullable(deadLetters))
        .flatMap(Optional::stream)
        .flatMap(
            tail ->
                written(tail).entrySet().stream()
                    .filter(end -> !tail.reached(Map.of(end.getKey(), end.getValue())))
                    .map(Map.Entry::getKey))
        .toList();
  }

  /** Where the partitions end, open transactions included. */
  private Map<TopicPartition, Long> written(Tail tail) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    tail.beginnings().keySet().forEach(partition -> asked.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    try {
      admin.listOffsets(asked).all().get().forEach((at, end) -> ends.put(at, end.offset()));
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "cannot ask where topic " + tail.topic() + " ends: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking where a topic ends", e);
    }
    return ends;
  }

  /** Partitions of the input whose first records have been deleted. */
  List<TopicPartition> cutInputs() {
    return input.beginnings().entrySet().stream()
        .filter(beginning -> beginning.getValue() > 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The topic of predictions. */
  Tail output() {
    return output;
  }

  private void receive(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      // The job counts tombstones and leaves them out.
      return;
    }
    Wire.Name name = wire.name(record);
    books.received(record.partition(), record.offset(), record.timestamp(), name.id(), name.key());
  }

  private void answer(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      Prediction prediction = wire.prediction(record.value());
      int booked =
          record.timestampType() == TimestampType.LOG_APPEND_TIME
              ? books.answered(prediction.getId(), prediction.getKey())
              : books.answered(prediction.getId(), prediction.getKey(), record.timestamp());
      listener.answered(new Answered(prediction, record.partition(), record.offset(), booked));
    } catch (DecodeException e) {
      throw unreadable(record, "Prediction", e);
    }
  }

  private void bury(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      return;
    }
    try {
      DeadLetter letter = wire.deadLetter(record.value());
      if (letter.getTopic().equals(input.topic())) {
        listener.buried(letter, books.buried(letter.getPartition(), letter.getOffset()));
      }
    } catch (DecodeException e) {
      throw unreadable(record, "DeadLetter", e);
    }
  }

  private static IllegalStateException unreadable(
      ConsumerRecord<byte[], byte[]> record, String what, DecodeException e) {
    return new IllegalStateException(
        "topic "
            + record.topic()
            + " holds no "
            + what
            + " at partition "
            + record.partition()
            + " offset "
            + record.offset()
            + ": "
            + e.getMessage()
            + "; give the topic and the format that the job writes",
        e);
  }

  @Override
  public void close() {
    input.close();
    output.close();
    if (deadLetters != null) {
      deadLetters.close();
    }
    admin.close();
  }
}
