package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.app.EarlyExitJob;
import dev.thermocline.cli.books.Books;
import dev.thermocline.cli.books.TopicReader;
import dev.thermocline.cli.books.Wire;
import dev.thermocline.schemas.DeadLetter;
import dev.thermocline.schemas.InferenceRequest;
import dev.thermocline.schemas.Prediction;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records far larger than a text should be, among ordinary ones, through the submitted job. */
@Timeout(180)
class LargeRecordsTest {

  private static final int MEGABYTE = 1_000_000;
  private static final int LARGEST_REQUEST = 20 * MEGABYTE;
  private static final int KEPT = 512 * 1024;
  private static final int ORDINARY = 200;
  private static final Duration POLL = Duration.ofMillis(50);
  private static final JobControl LIMIT = JobControl.limit(Duration.ofSeconds(1), 0.05);

  private final Map<String, Prediction> predictions = new HashMap<>();
  private final Map<String, DeadLetter> letters = new HashMap<>();
  private final Map<String, byte[]> large = new HashMap<>();
  private final Map<String, String> nameAtPlace = new HashMap<>();

  @Test
  void areTruncatedOrDeadLetteredAndEverythingElseIsAnswered(@TempDir Path directory)
      throws Exception {
    Path bundle = TinyBundle.write(directory.resolve("bundle"));
    Books books = new Books();
    try (Stand stand = Stand.start(bundle, EarlyExitJob::build)) {
      Stand.Topics topics = stand.topics("large");
      int sent = send(stand, topics.input());
      try (FlinkCluster.RunningJob job = stand.start(topics, LIMIT);
          TopicReader reader =
              new TopicReader(
                  stand.kafka(), topics.job(), new Wire(new Configuration()), books, heard())) {
        while (books.settled() < sent) {
          job.checkRunning();
          reader.poll(POLL);
        }
      }
      assertThat(books.in()).isEqualTo(sent);
    }

    assertThat(List.of(books.missing(), books.duplicates(), books.outOfOrder(), books.unknown()))
        .containsOnly(0);
    assertThat(predictions).hasSize(ORDINARY + 2);
    assertThat(predictions.values())
        .filteredOn(Prediction::getTruncated)
        .extracting(Prediction::getId)
        .containsExactlyInAnyOrder("text of 1 MB", "text of 10 MB");
    assertThat(letters).hasSize(4);
    assertDeadLettered("text of 12 MB", "decode", "allowed: input.max-bytes");
    assertDeadLettered("long key", "key", "key of 2000 bytes");
    assertDeadLettered("long headers", "headers", "headers of 100");
    assertDeadLettered("long id", "decode", "id of 2000 bytes");
  }

  private void assertDeadLettered(String name, String stage, String message) throws Exception {
    DeadLetter letter = letters.get(name);
    byte[] value = large.get(name);

    assertThat(letter).as(name).isNotNull();
    assertThat(letter.getStage()).isEqualTo(stage);
    assertThat(letter.getMessage()).contains(message);
    assertThat(letter.getSize()).as("size of the original").isEqualTo(value.length);
    assertThat(letter.getBytes().compareTo(ByteBuffer.wrap(cut(value)))).as("bytes").isZero();
    assertThat(letter.getSha256())
        .as("digest of the original")
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value)));
  }

  private static byte[] cut(byte[] value) {
    return Arrays.copyOf(value, Math.min(value.length, KEPT));
  }

  /** Sends everything, the large ones in the middle, and returns how many records that is. */
  private int send(Stand stand, String topic) throws Exception {
    Map<String, Object> settings = new HashMap<>(stand.kafka());
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, LARGEST_REQUEST);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < ORDINARY / 2; i++) {
        producer.send(record(topic, request("before-" + i, "key-" + i % 7, "planta toolb")));
      }
      sendLarge(producer, record(topic, text("text of 1 MB", MEGABYTE)), "text of 1 MB");
      sendLarge(producer, record(topic, text("text of 10 MB", 10 * MEGABYTE)), "text of 10 MB");
      sendLarge(producer, record(topic, text("text of 12 MB", 12 * MEGABYTE)), "text of 12 MB");
      sendLarge(
          producer, record(topic, request("long key", "k".repeat(2_000), "planta")), "long key");
      sendLarge(producer, record(topic, request("i".repeat(2_000), "key-1", "planta")), "long id");
      ProducerRecord<byte[], byte[]> headed = record(topic, request("headed", "key-1", "planta"));
      headed.headers().add("trace", new byte[100_000]);
      sendLarge(producer, headed, "long headers");
      for (int i = 0; i < ORDINARY / 2; i++) {
        producer.send(record(topic, request("behind-" + i, "key-" + i % 7, "planta toolb")));
      }
    }
    return ORDINARY + large.size();
  }

  private void sendLarge(
      KafkaProducer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record, String name)
      throws Exception {
    RecordMetadata written = producer.send(record).get();
    large.put(name, record.value());
    nameAtPlace.put(written.partition() + "-" + written.offset(), name);
  }

  private static byte[] text(String id, int bytes) throws Exception {
    String word = "animala ";
    return request(id, "key-1", word.repeat(bytes / word.length()));
  }

  private static byte[] request(String id, String key, String text) throws Exception {
    ByteBuffer encoded =
        InferenceRequest.getEncoder()
            .encode(InferenceRequest.newBuilder().setId(id).setKey(key).setPayload(text).build());
    byte[] bytes = new byte[encoded.remaining()];
    encoded.get(bytes);
    return bytes;
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, byte[] value) {
    return new ProducerRecord<>(topic, 0, "k".getBytes(StandardCharsets.UTF_8), value);
  }

  private TopicReader.Listener heard() {
    return new TopicReader.Listener() {
      @Override
      public void answered(TopicReader.Answered answered) {
        predictions.put(answered.prediction().getId(), answered.prediction());
      }

      @Override
      public void buried(DeadLetter letter, int booked) {
        String name = nameAtPlace.get(letter.getPartition() + "-" + letter.getOffset());
        letters.put(String.valueOf(name), letter);
      }
    };
  }
}
