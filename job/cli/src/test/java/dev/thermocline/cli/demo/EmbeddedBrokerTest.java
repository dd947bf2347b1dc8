package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.cli.replay.KafkaTopics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class EmbeddedBrokerTest {

  @Test
  void committedTransactionsAreReadAndAbortedOnesAreNot() throws Exception {
    List<String> read = new ArrayList<>();
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      broker.createTopics(2, "numbers");

      try (KafkaProducer<String, String> producer = producer(broker)) {
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("numbers", "a", "aborted"));
        producer.flush();
        producer.abortTransaction();
        producer.beginTransaction();
        for (int i = 0; i < 10; i++) {
          producer.send(new ProducerRecord<>("numbers", "a", "n" + i));
        }
        producer.commitTransaction();
      }
      try (KafkaConsumer<String, String> consumer = consumer(broker)) {
        consumer.subscribe(List.of("numbers"));
        while (read.size() < 10) {
          consumer.poll(Duration.ofMillis(200)).forEach(record -> read.add(record.value()));
        }
      }
    }

    assertThat(read).containsExactly("n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7", "n8", "n9");
  }

  @Test
  void leavesNoDirectoryAndNoThreadBehindAndClosesTwice() throws Exception {
    EmbeddedBroker broker = EmbeddedBroker.start();
    boolean there = Files.isDirectory(broker.directory());

    broker.close();
    broker.close();

    assertThat(there).isTrue();
    assertThat(broker.directory()).doesNotExist();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("data-plane-kafka") || name.startsWith("kafka-1-raft"));
  }

  @Test
  void aTopicThatExistsIsRefusedWithItsName() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      broker.createTopics(1, "once");

      assertThatThrownBy(() -> broker.createTopics(1, "once"))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("once");
    }
  }

  @Test
  void aBrokerThatKeepsItsDataHasThemAgainOnTheSamePort(@TempDir Path directory) throws Exception {
    Path data = directory.resolve("data");
    int port;
    try (EmbeddedBroker broker = EmbeddedBroker.keeping(data, 0)) {
      port = Integer.parseInt(broker.bootstrapServers().split(":")[1]);
      broker.createTopics(1, "kept");
      try (KafkaProducer<String, String> producer = producer(broker)) {
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("kept", "a", "before"));
        producer.commitTransaction();
      }
    }

    List<String> read = new ArrayList<>();
    try (EmbeddedBroker broker = EmbeddedBroker.keeping(data, port);
        KafkaConsumer<String, String> consumer = consumer(broker)) {
      consumer.subscribe(List.of("kept"));
      while (read.isEmpty()) {
        consumer.poll(Duration.ofMillis(200)).forEach(record -> read.add(record.value()));
      }
    }

    assertThat(read).containsExactly("before");
  }

  @Test
  void aPortThatIsTakenIsNamedWithTheMend(@TempDir Path directory) throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> EmbeddedBroker.keeping(directory, port))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "port is " + port + ", which is taken; give another one, or 0 for a free one");
    }
  }

  @Test
  void aRecordOfTwelveMegabytesGetsIn() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                Map.of(
                    "bootstrap.servers",
                    broker.bootstrapServers(),
                    "max.request.size",
                    16 * 1024 * 1024),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
      broker.createTopics(1, "large");

      producer.send(new ProducerRecord<>("large", new byte[12 * 1024 * 1024])).get();

      try (KafkaTopics topics = KafkaTopics.at(broker.bootstrapServers())) {
        assertThat(topics.list()).containsExactly(new KafkaTopics.Topic("large", 1, 1));
      }
    }
  }

  @Test
  void onlyMissingTopicsAreCreated() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        KafkaTopics topics = KafkaTopics.at(broker.bootstrapServers())) {
      broker.createTopics(1, "b");

      List<String> created = topics.createMissing(3, List.of("a", "b", "a"));

      assertThat(created).containsExactly("a");
      assertThat(topics.list())
          .containsExactly(new KafkaTopics.Topic("a", 3, 0), new KafkaTopics.Topic("b", 1, 0));
    }
  }

  private static KafkaProducer<String, String> producer(EmbeddedBroker broker) {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", "numbers"),
        new StringSerializer(),
        new StringSerializer());
  }

  private static KafkaConsumer<String, String> consumer(EmbeddedBroker broker) {
    return new KafkaConsumer<>(
        Map.of(
            "bootstrap.servers", broker.bootstrapServers(),
            "group.id", "reader",
            "auto.offset.reset", "earliest",
            "isolation.level", "read_committed"),
        new StringDeserializer(),
        new StringDeserializer());
  }
}
