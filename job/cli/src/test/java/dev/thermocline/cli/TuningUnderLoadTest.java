package dev.thermocline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.app.EarlyExitJob;
import dev.thermocline.app.JobArguments;
import dev.thermocline.app.codec.RecordReader;
import dev.thermocline.cli.demo.EmbeddedBroker;
import dev.thermocline.cli.demo.TinyBundle;
import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.schemas.Prediction;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job is tuned while it has more to do than it can. */
@Timeout(180)
class TuningUnderLoadTest {

  private static final int PARTITIONS = 2;
  private static final int RECORDS = 4_000;
  private static final int WORK = 10;

  @TempDir Path directory;

  @Test
  void noLaterRecordOfAPartitionRunsBeyondALimitOnceOneObeysIt() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start()) {
      broker.createTopics(PARTITIONS, "in");
      broker.createTopics(1, "control", "out", "dead");
      Path config = config(broker);
      send(broker);

      Map<Integer, Map<Long, Integer>> rungs = new TreeMap<>();
      JobClient job = start(config);
      try (KafkaConsumer<byte[], byte[]> answers = CommittedTopic.from(broker, "out")) {
        read(answers, rungs, RECORDS / 10);
        tune(config, "--max-loss", "0.01");
        read(answers, rungs, PARTITIONS * RECORDS);
      } finally {
        job.cancel().get();
      }

      assertThat(rungs).hasSize(PARTITIONS);
      rungs.forEach(
          (partition, byOffset) -> {
            List<Integer> inOrder = List.copyOf(byOffset.values());
            int obeyed = inOrder.indexOf(0);
            assertThat(inOrder).hasSize(RECORDS);
            assertThat(obeyed).as("partition %d", partition).isPositive();
            assertThat(inOrder.subList(obeyed, RECORDS))
                .as("partition %d from offset %d on", partition, obeyed)
                .containsOnly(0);
          });
    }
  }

  private Path config(EmbeddedBroker broker) throws Exception {
    return Files.writeString(
        directory.resolve("job.yaml"),
        """
        bundle.path: %s
        kafka.bootstrap.servers: %s
        input: {topic: in, group-id: tuned, start: earliest, format: json}
        output.topic: out
        dead-letter.topic: dead
        quality.max-loss: 0.05
        control: {topic: control, mode: static}
        delivery.transactional-id-prefix: tuned
        execution.checkpointing.interval: 300 ms
        execution.checkpointing.unaligned.enabled: true
        rest.bind-port: "0"
        """
            .formatted(
                TinyBundle.write(directory.resolve("bundle"), WORK), broker.bootstrapServers()));
  }

  /** One key to a partition: what one subtask sees of it is all of it. */
  private static void send(EmbeddedBroker broker) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.copyOf(broker.kafka()), new ByteArraySerializer(), new ByteArraySerializer())) {
      for (int i = 0; i < PARTITIONS * RECORDS; i++) {
        int partition = i % PARTITIONS;
        String record = "{\"key\": \"key-%d\", \"text\": \"animala\"}".formatted(partition);
        producer.send(
            new ProducerRecord<>("in", partition, null, record.getBytes(StandardCharsets.UTF_8)));
      }
    }
  }

  private static JobClient start(Path config) throws Exception {
    Configuration options = JobArguments.parse("--config", config.toString());
    options.setString("parallelism", String.valueOf(PARTITIONS));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(options);
    EarlyExitJob.build(environment, options);
    return environment.executeAsync();
  }

  private static void tune(Path config, String option, String value) {
    StringWriter err = new StringWriter();
    int status =
        Thermocline.commandLine()
            .setOut(new PrintWriter(new StringWriter()))
            .setErr(new PrintWriter(err))
            .execute("tune", "--config", config.toString(), option, value);
    assertThat(status).as(err.toString()).isZero();
  }

  /** Reads on until there are so many answers; a record without an id is called by its place. */
  private static void read(
      KafkaConsumer<byte[], byte[]> answers, Map<Integer, Map<Long, Integer>> rungs, int count)
      throws Exception {
    RecordReader<Prediction> reader = RecordReader.predictions(Format.JSON);
    while (rungs.values().stream().mapToInt(Map::size).sum() < count) {
      for (ConsumerRecord<byte[], byte[]> record : answers.poll(Duration.ofMillis(100))) {
        Prediction prediction = reader.read(record.value());
        String[] place = prediction.getId().split("-");
        rungs
            .computeIfAbsent(Integer.valueOf(place[1]), partition -> new TreeMap<>())
            .put(Long.valueOf(place[2]), prediction.getRung());
      }
    }
  }
}
