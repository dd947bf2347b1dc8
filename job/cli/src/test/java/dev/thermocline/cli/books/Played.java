package dev.thermocline.cli.books;

import dev.thermocline.cli.demo.EmbeddedBroker;
import dev.thermocline.cli.progress.Progress;
import dev.thermocline.schemas.DeadLetter;
import dev.thermocline.schemas.InferenceRequest;
import dev.thermocline.schemas.Latencies;
import dev.thermocline.schemas.Prediction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Three topics of their own, filled as a job would fill them, well or badly. */
final class Played implements AutoCloseable {

  /**
   * Kafka timestamp of every request and, as a job keeps it, of every answer. Of today: the broker
   * deletes records that are older than its retention.
   */
  static final long ARRIVED = System.currentTimeMillis() - 3_600_000;

  static final double AGE_MILLIS = 40;

  private static final int PARTITIONS = 2;
  private static final AtomicInteger RUNS = new AtomicInteger();

  private final Stage stage;
  private final KafkaProducer<byte[], byte[]> requests;
  private final KafkaProducer<byte[], byte[]> results;
  private final JobTopics topics;
  private boolean begun;
  private boolean begunElsewhere;

  Played(Stage stage) {
    this.stage = stage;
    this.requests = stage.requests;
    this.results = stage.results;
    int run = RUNS.incrementAndGet();
    this.topics = new JobTopics("in-" + run, "out-" + run, "dead-" + run);
    stage.broker.createTopics(PARTITIONS, topics.input(), topics.output(), "dead-" + run);
  }

  /** A broker and the producers that one play after another uses. */
  static final class Stage implements AutoCloseable {

    private final EmbeddedBroker broker;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> requests;
    private final KafkaProducer<byte[], byte[]> results;
    private final KafkaProducer<byte[], byte[]> others;

    Stage() throws IOException {
      broker = EmbeddedBroker.start();
      admin = Admin.create(Map.copyOf(broker.kafka()));
      requests = producer(Map.of());
      results = producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "played"));
      results.initTransactions();
      others = producer(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, "another"));
      others.initTransactions();
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, String> more) {
      Map<String, Object> settings = new HashMap<>(broker.kafka());
      settings.putAll(more);
      return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void close() {
      requests.close();
      results.close();
      others.close();
      admin.close();
      broker.close();
    }
  }

  JobTopics topics() {
    return topics;
  }

  /** A request; its offset is how many its partition had before. */
  Played in(int partition, String id, @Nullable String key) {
    return put(
        partition,
        key,
        bytes(
            InferenceRequest.getEncoder(),
            InferenceRequest.newBuilder().setId(id).setKey(key).setPayload("text").build()));
  }

  Played tombstone(int partition) {
    return put(partition, "k", null);
  }

  Played broken(int partition) {
    return put(partition, "k", "not avro".getBytes(StandardCharsets.UTF_8));
  }

  private Played put(int partition, @Nullable String key, byte @Nullable [] value) {
    byte[] name = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
    requests.send(new ProducerRecord<>(topics.input(), partition, ARRIVED, name, value));
    return this;
  }

  /** A prediction, in the partition of its key. */
  Played out(String id, @Nullable String key) {
    return send(prediction(id, key));
  }

  private ProducerRecord<byte[], byte[]> prediction(String id, @Nullable String key) {
    Prediction prediction =
        Prediction.newBuilder()
            .setId(id)
            .setKey(key)
            .setLatencies(Latencies.newBuilder().setAgeMs(AGE_MILLIS).build())
            .build();
    return result(partition(key), bytes(Prediction.getEncoder(), prediction));
  }

  /** A prediction in a transaction of another subtask, which stays open. */
  Played outElsewhere(String id, String key) {
    results.flush();
    stage.others.beginTransaction();
    begunElsewhere = true;
    stage.others.send(prediction(id, key));
    stage.others.flush();
    return this;
  }

  /** Ends the transaction, whose records are the topic's first, while the other one goes on. */
  Played commitBesides(String key) {
    results.commitTransaction();
    begun = false;
    TopicPartition partition = new TopicPartition(topics.output(), partition(key));
    Map<TopicPartition, OffsetSpec> latest = Map.of(partition, OffsetSpec.latest());
    while (ends(latest, IsolationLevel.READ_COMMITTED).get(partition) == 0) {
      LockSupport.parkNanos(1_000_000);
    }
    return this;
  }

  private static int partition(@Nullable String key) {
    return key == null ? 0 : Math.floorMod(key.hashCode(), PARTITIONS);
  }

  /** Bytes on the output topic that are no prediction. */
  Played garbage() {
    return send(result(0, new byte[] {1, 2, 3}));
  }

  private ProducerRecord<byte[], byte[]> result(int partition, byte[] value) {
    return new ProducerRecord<>(topics.output(), partition, ARRIVED, null, value);
  }

  /** Begins a transaction with its first record, so that none is empty. */
  private Played send(ProducerRecord<byte[], byte[]> result) {
    if (!begun) {
      results.beginTransaction();
      begun = true;
    }
    results.send(result);
    return this;
  }

  Played dead(int partition, long offset) {
    return deadOf(topics.input(), partition, offset);
  }

  /** A dead letter of any topic's record. */
  Played deadOf(String topic, int partition, long offset) {
    DeadLetter letter =
        DeadLetter.newBuilder().setTopic(topic).setPartition(partition).setOffset(offset).build();
    String dead = String.valueOf(topics.deadLetters());
    return send(new ProducerRecord<>(dead, bytes(DeadLetter.getEncoder(), letter)));
  }

  /** Returns when what it committed is visible: the markers are written behind its back. */
  Played commit() {
    results.commitTransaction();
    begun = false;
    awaitNoOpenTransaction();
    return this;
  }

  Played abort() {
    results.flush();
    results.abortTransaction();
    begun = false;
    awaitNoOpenTransaction();
    return this;
  }

  private void awaitNoOpenTransaction() {
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      latest.put(new TopicPartition(topics.output(), partition), OffsetSpec.latest());
      latest.put(
          new TopicPartition(String.valueOf(topics.deadLetters()), partition), OffsetSpec.latest());
    }
    while (!ends(latest, IsolationLevel.READ_COMMITTED)
        .equals(ends(latest, IsolationLevel.READ_UNCOMMITTED))) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private Map<TopicPartition, Long> ends(
      Map<TopicPartition, OffsetSpec> asked, IsolationLevel isolation) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    stage
        .admin
        .listOffsets(asked, new ListOffsetsOptions(isolation))
        .all()
        .toCompletionStage()
        .toCompletableFuture()
        .join()
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  /** Deletes the partition's requests before that offset, as retention would. */
  Played deleteInput(int partition, long before) {
    requests.flush();
    TopicPartition input = new TopicPartition(topics.input(), partition);
    stage
        .admin
        .deleteRecords(Map.of(input, RecordsToDelete.beforeOffset(before)))
        .all()
        .toCompletionStage()
        .toCompletableFuture()
        .join();
    return this;
  }

  /** Sends what is written without ending its transaction. */
  Played flush() {
    results.flush();
    return this;
  }

  VerifyReport verify(Duration wait) {
    return verify(topics, wait);
  }

  VerifyReport verify(JobTopics of, Duration wait) {
    Progress silent =
        new Progress() {
          @Override
          public void report(String phase, long done, long total) {}

          @Override
          public void say(String message) {}
        };
    requests.flush();
    return new Verification(stage.broker.kafka(), of, new Wire(new Configuration()), wait, silent)
        .run();
  }

  private static <T> byte[] bytes(BinaryMessageEncoder<T> encoder, T record) {
    try {
      ByteBuffer encoded = encoder.encode(record);
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    if (begun) {
      results.abortTransaction();
    }
    if (begunElsewhere) {
      stage.others.abortTransaction();
    }
  }
}
