package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.cli.books.Books;
import dev.thermocline.cli.books.TopicReader;
import dev.thermocline.cli.books.Wire;
import dev.thermocline.cli.demo.BadRecord.Fate;
import dev.thermocline.schemas.DeadLetter;
import dev.thermocline.schemas.Prediction;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A job that meets a table of bad records, a good one of the same key before and behind each, and
 * what became of them all.
 */
final class BadRecordsRun implements TopicReader.Listener {

  private static final int LARGEST_REQUEST = 20_000_000;

  /** Default of {@code dead-letter.max-bytes}. */
  private static final int KEPT = 512 * 1024;

  private static final Duration POLL = Duration.ofMillis(50);
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final JobControl LIMIT = JobControl.limit(Duration.ofSeconds(1), 0.05);

  /** Writes a good request. */
  @FunctionalInterface
  interface Good {
    byte[] request(String id, String text);
  }

  private final Books books = new Books();
  private final Map<String, RecordMetadata> places = new HashMap<>();
  private final Map<String, Prediction> answers = new HashMap<>();
  private final Map<String, DeadLetter> letters = new HashMap<>();
  private int sent;

  private BadRecordsRun() {}

  /**
   * Runs a job until everything is out.
   *
   * @param name of its topics
   * @param options of the job, beside those of the stand
   * @param good writes good requests as the options say
   */
  static BadRecordsRun of(
      Stand stand, String name, Map<String, String> options, Good good, List<BadRecord> table)
      throws Exception {
    BadRecordsRun run = new BadRecordsRun();
    Stand.Topics topics = stand.topics(name);
    run.send(stand, topics.input(), good, table);
    Wire wire = new Wire(Configuration.fromMap(options));
    try (FlinkCluster.RunningJob job = stand.start(topics, LIMIT, options);
        TopicReader reader = new TopicReader(stand.kafka(), topics.job(), wire, run.books, run)) {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (run.books.settled() < run.sent && System.nanoTime() < deadline) {
        job.checkRunning();
        reader.poll(POLL);
      }
    }
    return run;
  }

  private void send(Stand stand, String topic, Good good, List<BadRecord> table) throws Exception {
    Map<String, Object> settings = new HashMap<>(stand.kafka());
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (BadRecord bad : table) {
        producer.send(good(topic, good.request("before " + bad.name(), "planta toolb")));
        places.put(bad.name(), producer.send(bad(topic, bad)).get());
        producer.send(good(topic, good.request("behind " + bad.name(), "toolb planta")));
        sent += bad.fate() instanceof Fate.LeftOut ? 2 : 3;
      }
    }
  }

  /** All in one partition, so that good and bad ones share micro-batches. */
  private static ProducerRecord<byte[], byte[]> good(String topic, byte[] value) {
    return new ProducerRecord<>(topic, 0, BadRecord.utf8(BadRecord.KEY), value);
  }

  private static ProducerRecord<byte[], byte[]> bad(String topic, BadRecord bad) {
    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, 0, bad.key(), bad.value());
    if (bad.headerBytes() > 0) {
      record.headers().add("trace", new byte[bad.headerBytes()]);
    }
    return record;
  }

  @Override
  public void answered(TopicReader.Answered answered) {
    answers.put(answered.prediction().getId(), answered.prediction());
  }

  @Override
  public void buried(DeadLetter letter, int booked) {
    letters.put(letter.getPartition() + "-" + letter.getOffset(), letter);
  }

  /** Asserts that everything came out once, in order, and nothing that did not go in. */
  void assertNothingIsMissingTwiceOrOutOfOrder() {
    assertThat(books.settled()).as("missing %s", books.missingIds()).isEqualTo(sent);
    assertThat(books.duplicates()).as("twice %s", books.duplicateIds()).isZero();
    assertThat(books.outOfOrder()).as("out of order %s", books.outOfOrderIds()).isZero();
    assertThat(books.unknown()).as("unknown %s", books.unknownIds()).isZero();
  }

  /** Asserts that a row's record is where the table says, and its neighbours are answered. */
  void assertFate(BadRecord bad) throws Exception {
    if (bad.fate() instanceof Fate.DeadLettered expected) {
      assertThat(letter(bad)).as("dead letter").isNotNull();
      assertDeadLettered(bad, Objects.requireNonNull(letter(bad)), expected);
      assertThat(answers).doesNotContainKey(bad.name());
    } else if (bad.fate() instanceof Fate.Answered expected) {
      assertThat(answers).containsKey(bad.name());
      Prediction answer = Objects.requireNonNull(answers.get(bad.name()));
      assertThat(answer.getExitIndex()).isEqualTo(expected.exit());
      assertThat(answer.getTruncated()).isEqualTo(expected.truncated());
      assertThat(answer.getScores()).allSatisfy(score -> assertThat(score).isFinite());
      assertThat(letter(bad)).isNull();
    } else {
      assertThat(answers).doesNotContainKey(bad.name());
      assertThat(letter(bad)).isNull();
    }
    for (String neighbour : List.of("before " + bad.name(), "behind " + bad.name())) {
      assertThat(answers).containsKey(neighbour);
      assertThat(answers.get(neighbour).getTruncated()).isFalse();
    }
  }

  private @Nullable DeadLetter letter(BadRecord bad) {
    RecordMetadata place = Objects.requireNonNull(places.get(bad.name()));
    return letters.get(place.partition() + "-" + place.offset());
  }

  private void assertDeadLettered(BadRecord bad, DeadLetter letter, Fate.DeadLettered expected)
      throws Exception {
    byte[] value = Objects.requireNonNull(bad.value());
    byte[] kept = Arrays.copyOf(value, Math.min(value.length, KEPT));

    assertThat(letter.getStage()).isEqualTo(expected.stage());
    assertThat(letter.getMessage()).contains(expected.message());
    assertThat(letter.getErrorClass()).isNotBlank();
    assertThat(letter.getTopic()).isEqualTo(places.get(bad.name()).topic());
    assertThat(letter.getSize()).as("size of the original").isEqualTo(value.length);
    assertThat(letter.getBytes().compareTo(ByteBuffer.wrap(kept))).as("bytes").isZero();
    assertThat(letter.getSha256())
        .as("digest of the original")
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value)));
  }
}
