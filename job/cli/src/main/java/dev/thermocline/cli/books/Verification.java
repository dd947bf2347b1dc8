package dev.thermocline.cli.books;

import dev.thermocline.cli.books.TopicReader.Answered;
import dev.thermocline.cli.figures.Quantiles;
import dev.thermocline.cli.progress.Progress;
import dev.thermocline.schemas.DeadLetter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * An account of a job from its topics alone. Due is what is in the input when it begins; then the
 * dead letters and the output are read to their ends, and on for as long as it may wait.
 */
public final class Verification {

  private static final Duration POLL = Duration.ofMillis(200);

  private final Map<String, String> kafka;
  private final JobTopics topics;
  private final Wire wire;
  private final Duration wait;
  private final Progress progress;

  /**
   * An account.
   *
   * @param kafka settings of the Kafka clients, the brokers among them
   * @param wait how long to read on without anything coming while not all is out; zero = not at all
   * @param progress hears how far it is
   */
  public Verification(
      Map<String, String> kafka, JobTopics topics, Wire wire, Duration wait, Progress progress) {
    this.kafka = kafka;
    this.topics = topics;
    this.wire = wire;
    this.wait = wait;
    this.progress = progress;
  }

  /**
   * Reads the topics and draws the account.
   *
   * @throws IllegalStateException when a topic cannot be read
   */
  public VerifyReport run() {
    Books books = new Books();
    Times times = new Times(books, topics.output());
    try (TopicReader reader = new TopicReader(kafka, topics, wire, books, times);
        CommitTimes commits = new CommitTimes(kafka, reader.output())) {
      times.commits = commits;
      reader.readInput((done, total) -> progress.report("reading " + topics.input(), done, total));
      books.closeDue();
      reader.readDeadLetters(
          (done, total) -> progress.report("reading " + topics.deadLetters(), done, total));
      reader.readOutput(
          (done, total) -> progress.report("reading " + topics.output(), done, total));
      waitForRest(reader, books);
      return report(books, times, notes(reader, books, commits));
    }
  }

  /**
   * Reads on until all that is due is out, then what was written until then; or until none of it
   * has come for too long, whatever a job that runs on writes meanwhile.
   */
  private void waitForRest(TopicReader reader, Books books) {
    if (wait.isZero()) {
      return;
    }
    int seen = books.settled();
    long last = System.nanoTime();
    TopicReader.Ends ends = null;
    while (ends == null || !reader.reached(ends)) {
      progress.report("waiting for the rest", books.settled(), books.in());
      reader.poll(POLL);
      if (books.missing() == 0 && ends == null) {
        ends = reader.written();
        last = System.nanoTime();
      } else if (books.settled() > seen) {
        seen = books.settled();
        last = System.nanoTime();
      } else if (System.nanoTime() - last > wait.toNanos()) {
        progress.say("none of it has come for " + wait.toSeconds() + " s");
        return;
      }
    }
  }

  private static VerifyReport report(Books books, Times times, List<String> notes) {
    return new VerifyReport(
        books.in(),
        books.out(),
        books.missing(),
        books.duplicates(),
        books.outOfOrder(),
        books.deadLettered(),
        books.unknown(),
        Quantiles.of(times.latency.build().toArray()),
        Quantiles.of(times.visible()),
        notes);
  }

  private static List<String> notes(TopicReader reader, Books books, CommitTimes commits) {
    List<String> notes = new ArrayList<>();
    if (books.in() == 0) {
      notes.add("nothing went in, so nothing is shown");
    }
    add(notes, "missing", books.missing(), books.missingIds());
    add(notes, "twice", books.duplicates(), books.duplicateIds());
    add(notes, "out of order", books.outOfOrder(), books.outOfOrderIds());
    add(notes, "never put in", books.unknown(), books.unknownIds());
    List<TopicPartition> cut = reader.cutInputs();
    if (!cut.isEmpty()) {
      notes.add(
          "the first records of "
              + cut
              + " have been deleted; what came out for them counts as never put in");
    }
    List<TopicPartition> open = reader.openOutputs();
    if (!open.isEmpty()) {
      notes.add(
          "not read: what came meanwhile or lies in open transactions of "
              + open
              + "; --wait reads on");
    }
    commits.failure().ifPresent(why -> notes.add("visible latency is not known: " + why));
    return notes;
  }

  private static void add(List<String> notes, String what, int count, List<String> ids) {
    if (count > 0) {
      notes.add(what + ": " + String.join(", ", ids) + (count > ids.size() ? ", ..." : ""));
    }
  }

  /** Takes the times of what came out. */
  private static final class Times implements TopicReader.Listener {

    private final Books books;
    private final String output;
    private final DoubleStream.Builder latency = DoubleStream.builder();
    private final DoubleStream.Builder visible = DoubleStream.builder();
    private @Nullable CommitTimes commits;

    Times(Books books, String output) {
      this.books = books;
      this.output = output;
    }

    @Override
    public void answered(Answered answered) {
      int number = answered.booked();
      if (number < 0 || !books.isDue(number)) {
        return;
      }
      latency.add(answered.prediction().getLatencies().getAgeMs());
      TopicPartition partition = new TopicPartition(output, answered.partition());
      double visibleMillis =
          commits == null ? Double.NaN : commits.at(partition, answered.offset());
      if (!Double.isNaN(visibleMillis)) {
        visible.add(visibleMillis - books.timestamp(number));
      }
    }

    @Override
    public void buried(DeadLetter letter, int booked) {}

    /** Milliseconds; none where those of some records are not known because of a fault. */
    double[] visible() {
      return commits != null && commits.failure().isPresent()
          ? new double[0]
          : visible.build().toArray();
    }
  }
}
