package dev.thermocline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.app.EarlyExitJob;
import dev.thermocline.app.JobArguments;
import dev.thermocline.app.codec.RecordReader;
import dev.thermocline.cli.demo.EmbeddedBroker;
import dev.thermocline.cli.demo.TinyBundle;
import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.schemas.Prediction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.runtime.testutils.InMemoryReporter;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Event time of a running job is that of its records alone, whatever its control topic does. */
@Timeout(120)
class SilentControlTopicTest {

  /** Partitions of the input, and subtasks of every task but the one that reads commands. */
  private static final int PARTITIONS = 2;

  private static final String OPERATOR = "early-exit";
  private static final String SINK = "predictions: Writer";

  private final InMemoryReporter reporter = InMemoryReporter.create();
  private long eventTime;

  @TempDir Path directory;

  @Test
  void eventTimeReachesTheSinkBeforeAnyCommandAndBetweenCommands() throws Exception {
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        KafkaProducer<byte[], byte[]> producer = producer(broker);
        KafkaConsumer<byte[], byte[]> answers = CommittedTopic.from(broker, "out")) {
      broker.createTopics(PARTITIONS, "in");
      broker.createTopics(1, "control", "out", "dead");
      JobClient job = start(broker);
      try {
        assertEventTimePasses(job, producer, answers, 0);
        assertEventTimePasses(job, producer, answers, 0);

        command(producer, "{\"id\": \"1\", \"setting\": \"pin\", \"value\": \"1\"}");
        while (rung(producer, answers) != 1) {
          Thread.onSpinWait();
        }

        assertEventTimePasses(job, producer, answers, 1);
        assertEventTimePasses(job, producer, answers, 1);
      } finally {
        job.cancel().get();
      }
    }
  }

  /** Nothing but the records sent here can move it there; commands are stamped by the clock. */
  private void assertEventTimePasses(
      JobClient job,
      KafkaProducer<byte[], byte[]> producer,
      KafkaConsumer<byte[], byte[]> answers,
      int rung)
      throws Exception {
    assertThat(rung(producer, answers)).isEqualTo(rung);

    long reached = eventTime - 1;
    while (Stream.concat(emitted(job), arrived(job)).anyMatch(watermark -> watermark < reached)) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      // What the time limit does to this thread.
      assertThat(Thread.interrupted())
          .as("waited for %d, got %s and %s", reached, emitted(job).toList(), arrived(job).toList())
          .isFalse();
    }
    assertThat(emitted(job)).hasSize(PARTITIONS).containsOnly(reached);
    assertThat(arrived(job)).hasSize(PARTITIONS).containsOnly(reached);
  }

  /** The watermark that each subtask of the operator emitted last. */
  private Stream<Long> emitted(JobClient job) {
    return watermarks(job, OPERATOR, "currentOutputWatermark");
  }

  /** The watermark that each subtask of the sink received last. */
  private Stream<Long> arrived(JobClient job) {
    return watermarks(job, SINK, "currentInputWatermark");
  }

  private Stream<Long> watermarks(JobClient job, String operator, String name) {
    return reporter.findOperatorMetricGroups(job.getJobID(), operator).stream()
        .map(group -> reporter.getMetricsByGroup(group).get(name))
        .filter(Gauge.class::isInstance)
        .map(gauge -> (Long) ((Gauge<?>) gauge).getValue());
  }

  private JobClient start(EmbeddedBroker broker) throws Exception {
    Path config =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            bundle.path: %s
            kafka.bootstrap.servers: %s
            input: {topic: in, group-id: silent, start: earliest, format: json}
            output.topic: out
            dead-letter.topic: dead
            control: {topic: control, mode: static, static-rung: 0}
            delivery.transactional-id-prefix: silent
            execution.checkpointing.interval: 200 ms
            parallelism: %d
            rest.bind-port: "0"
            """
                .formatted(
                    TinyBundle.write(directory.resolve("bundle")),
                    broker.bootstrapServers(),
                    PARTITIONS));
    Configuration options = JobArguments.parse("--config", config.toString());
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(
            reporter.addToConfiguration(new Configuration(options)));
    EarlyExitJob.build(environment, options);
    return environment.executeAsync();
  }

  /** The rung of records sent now, one to a partition, a second of event time after the last. */
  private int rung(KafkaProducer<byte[], byte[]> producer, KafkaConsumer<byte[], byte[]> answers)
      throws Exception {
    eventTime += TimeUnit.SECONDS.toMillis(1);
    for (int partition = 0; partition < PARTITIONS; partition++) {
      String record =
          "{\"id\": \"%d\", \"key\": \"key-%d\", \"text\": \"animala\", \"timestamp\": %d}"
              .formatted(eventTime, partition, eventTime);
      producer.send(
          new ProducerRecord<>("in", partition, null, record.getBytes(StandardCharsets.UTF_8)));
    }
    RecordReader<Prediction> reader = RecordReader.predictions(Format.JSON);
    int answered = 0;
    int rung = Integer.MAX_VALUE;
    while (answered < PARTITIONS) {
      for (ConsumerRecord<byte[], byte[]> record : answers.poll(Duration.ofMillis(100))) {
        Prediction prediction = reader.read(record.value());
        if (prediction.getId().equals(String.valueOf(eventTime))) {
          answered++;
          rung = Math.min(rung, prediction.getRung());
        }
      }
    }
    return rung;
  }

  private static void command(KafkaProducer<byte[], byte[]> producer, String command)
      throws Exception {
    producer.send(new ProducerRecord<>("control", command.getBytes(StandardCharsets.UTF_8))).get();
  }

  private static KafkaProducer<byte[], byte[]> producer(EmbeddedBroker broker) {
    return new KafkaProducer<>(
        Map.copyOf(broker.kafka()), new ByteArraySerializer(), new ByteArraySerializer());
  }
}
