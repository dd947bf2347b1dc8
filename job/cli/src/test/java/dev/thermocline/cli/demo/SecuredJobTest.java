package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.app.EarlyExitJob;
import dev.thermocline.app.JobArguments;
import dev.thermocline.app.codec.RecordReader;
import dev.thermocline.app.kafka.BrokerCheck;
import dev.thermocline.flink.config.JobOptions;
import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.schemas.DeadLetter;
import dev.thermocline.schemas.Prediction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The submitted job, by TLS and SCRAM, to a broker that takes nobody otherwise. */
@Timeout(180)
class SecuredJobTest {

  private static final String GOOD =
      "{\"id\": \"1\", \"key\": \"a\", \"text\": \"animala animalb\"}";
  private static final String BAD = "{\"id\": \"2\", \"key\": \"a\", \"text\": 7}";

  @TempDir Path directory;

  @Test
  void answersExactlyOnceBySecretsItTellsNobody() throws Exception {
    Path bundle = TinyBundle.write(Files.createDirectory(directory.resolve("bundle")));
    try (SecuredBroker broker = SecuredBroker.start(directory)) {
      prepare(broker);

      try (WholeLog log = WholeLog.open()) {
        Configuration options = options(broker, bundle);
        StreamExecutionEnvironment environment =
            StreamExecutionEnvironment.getExecutionEnvironment(JobOptions.flinkSettings(options));
        Configuration config = EarlyExitJob.build(environment, options);
        assertThat(BrokerCheck.check(config)).as("what the check says to its user").isEmpty();
        JobClient job = environment.executeAsync();
        try {
          assertThat(RecordReader.predictions(Format.JSON).read(read(broker, "out")))
              .extracting(Prediction::getId, Prediction::getLabel)
              .containsExactly("1", "animal");
          assertThat(RecordReader.deadLetters(Format.JSON).read(read(broker, "dead")))
              .extracting(DeadLetter::getStage)
              .isEqualTo("decode");
        } finally {
          job.cancel().get();
        }

        assertThat(environment.getConfiguration().toMap().values())
            .noneMatch(value -> value.contains(SecuredBroker.PASSWORD));
        assertThat(log.lines())
            .as("the clients tell their settings")
            .anyMatch(line -> line.contains("sasl.jaas.config = [hidden]"))
            .noneMatch(line -> line.contains(SecuredBroker.PASSWORD));
      }
    }
  }

  /** Writes the requests, and finds that the broker does not take everybody. */
  private static void prepare(SecuredBroker broker) throws Exception {
    try (Admin admin = Admin.create(new HashMap<>(broker.client()))) {
      admin
          .createTopics(
              Stream.of("in", "out", "dead").map(name -> new NewTopic(name, 1, (short) 1)).toList())
          .all()
          .get();
    }
    try (Admin stranger = Admin.create(new HashMap<>(broker.client("guessed")))) {
      assertThatThrownBy(() -> stranger.listTopics().names().get())
          .hasCauseInstanceOf(SaslAuthenticationException.class);
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            new HashMap<>(broker.client()), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (String value : List.of(GOOD, BAD)) {
        producer.send(new ProducerRecord<>("in", value.getBytes(StandardCharsets.UTF_8))).get();
      }
    }
  }

  private Configuration options(SecuredBroker broker, Path bundle) throws Exception {
    String kafka =
        broker.client().entrySet().stream()
            .map(entry -> "kafka.%s: '%s'\n".formatted(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining());
    Path file =
        Files.writeString(
            directory.resolve("job.yaml"),
            kafka
                + """
                bundle.path: %s
                input: {topic: in, group-id: secured, start: earliest, format: json}
                output.topic: out
                dead-letter.topic: dead
                delivery.transactional-id-prefix: secured
                execution.checkpointing.interval: 500 ms
                rest.bind-port: "0"
                parallelism: 1
                """
                    .formatted(bundle));
    return JobArguments.parse("--config", file.toString());
  }

  /** The first committed record of a topic. */
  private static byte[] read(SecuredBroker broker, String topic) {
    Map<String, Object> settings = new HashMap<>(broker.client());
    settings.put("isolation.level", "read_committed");
    List<byte[]> values = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = List.of(new TopicPartition(topic, 0));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (values.isEmpty()) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
    }
    return values.get(0);
  }
}
