package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.app.EarlyExitJob;
import dev.thermocline.app.JobArguments;
import dev.thermocline.app.codec.RecordReader;
import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.schemas.DeadLetter;
import dev.thermocline.schemas.Prediction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A topic of plain JSON with names of its own, through the submitted job. */
@Timeout(120)
class JsonJobTest {

  private static final String BROKEN = "{\"user\": {\"id\": 3}, \"body\": 7}";

  @TempDir Path directory;

  @Test
  void readsAndWritesPlainJson() throws Exception {
    Path bundle = TinyBundle.write(Files.createDirectory(directory.resolve("bundle")));
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      broker.createTopics(1, "in", "out", "dead");
      send(
          broker,
          "{\"user\": {\"id\": 1, \"name\": \"x\"}, \"body\": \"animala animalb animala\"}",
          "{\"user\": {\"id\": \"two\"}, \"body\": \"toola toolb toolc\", \"at\": 5}",
          BROKEN);

      JobClient job = submit(broker, bundle);
      try (KafkaConsumer<byte[], byte[]> consumer = consumer(broker)) {
        List<byte[]> out = read(consumer, "out", 2);
        List<byte[]> dead = read(consumer, "dead", 1);

        RecordReader<Prediction> predictions = RecordReader.predictions(Format.JSON);
        assertThat(predictions.read(out.get(0)))
            .extracting(Prediction::getId, Prediction::getKey, Prediction::getLabel)
            .containsExactly("1", "1", "animal");
        assertThat(predictions.read(out.get(1)))
            .extracting(
                Prediction::getId,
                Prediction::getLabel,
                answer -> answer.getTimestamp().toEpochMilli())
            .containsExactly("two", "tool", 5L);
        DeadLetter letter = RecordReader.deadLetters(Format.JSON).read(dead.get(0));
        assertThat(letter.getMessage())
            .isEqualTo("/body is a whole number in line 1, column 29; allowed: text");
        assertThat(StandardCharsets.UTF_8.decode(letter.getBytes()).toString()).isEqualTo(BROKEN);
      } finally {
        job.cancel().get();
      }
    }
  }

  private static void send(EmbeddedBroker broker, String... values) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (String value : values) {
        producer.send(new ProducerRecord<>("in", value.getBytes(StandardCharsets.UTF_8)));
      }
    }
  }

  private JobClient submit(EmbeddedBroker broker, Path bundle) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            bundle.path: %s
            kafka.bootstrap.servers: %s
            input:
              topic: in
              group-id: json
              start: earliest
              format: json
              id-field: user.id
              key-field: user.id
              text-field: body
              timestamp-field: at
            output.topic: out
            dead-letter.topic: dead
            delivery.transactional-id-prefix: json
            execution.checkpointing.interval: 500 ms
            rest.bind-port: "0"
            parallelism: 1
            """
                .formatted(bundle, broker.bootstrapServers()));
    Configuration options = JobArguments.parse("--config", file.toString());
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(options);
    EarlyExitJob.build(environment, options);
    return environment.executeAsync();
  }

  private static KafkaConsumer<byte[], byte[]> consumer(EmbeddedBroker broker) {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed"),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static List<byte[]> read(
      KafkaConsumer<byte[], byte[]> consumer, String topic, int count) {
    List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    List<byte[]> values = new ArrayList<>();
    while (values.size() < count) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
        values.add(record.value());
      }
    }
    return values;
  }
}
