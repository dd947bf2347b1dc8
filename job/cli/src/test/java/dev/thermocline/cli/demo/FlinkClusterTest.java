package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class FlinkClusterTest {

  private static final int RECORDS = 5_000;

  @Test
  void passesEveryRecordFromTopicToTopicExactlyOnce() throws Exception {
    List<String> read = new ArrayList<>();
    try (EmbeddedBroker broker = EmbeddedBroker.start();
        FlinkCluster cluster = FlinkCluster.start(2, Duration.ofSeconds(1))) {
      broker.createTopics(2, "in", "out");
      fill(broker);
      StreamExecutionEnvironment environment = cluster.environment();
      environment
          .fromSource(source(broker), WatermarkStrategy.noWatermarks(), "in")
          .rebalance()
          .map(value -> "seen " + value)
          .sinkTo(sink(broker));

      try (FlinkCluster.RunningJob job = cluster.submit(environment, "pass-through");
          KafkaConsumer<String, String> consumer = consumer(broker)) {
        consumer.subscribe(List.of("out"));
        while (read.size() < RECORDS) {
          job.checkRunning();
          consumer.poll(Duration.ofMillis(200)).forEach(record -> read.add(record.value()));
        }
      }
    }

    assertThat(read)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, RECORDS).mapToObj(i -> "seen " + i).toList());
  }

  @Test
  void aJobThatFailsIsReportedWithItsCause() throws Exception {
    try (FlinkCluster cluster = FlinkCluster.start(1, Duration.ofSeconds(1))) {
      StreamExecutionEnvironment environment = cluster.environment();
      environment.fromData(1).map(FlinkClusterTest::fail).sinkTo(new DiscardingSink<>());

      try (FlinkCluster.RunningJob job = cluster.submit(environment, "failing")) {
        assertThatThrownBy(
                () -> {
                  while (true) {
                    job.checkRunning();
                  }
                })
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("failing")
            .hasStackTraceContaining("broken on purpose");
      }
    }
  }

  @Test
  void aCheckpointMayHoldMoreThanAJobManagerKeepsInMemoryAndIsDeletedAtTheEnd() throws Exception {
    Path temporary;
    try (FlinkCluster cluster = FlinkCluster.start(1, Duration.ofMinutes(10))) {
      temporary = Path.of(cluster.configuration().get(CoreOptions.TMP_DIRS));
      StreamExecutionEnvironment environment = cluster.environment();
      environment
          .fromSequence(1, Long.MAX_VALUE)
          .map(new Heavy())
          .returns(Types.LONG)
          .sinkTo(new DiscardingSink<>());

      try (FlinkCluster.RunningJob job = cluster.submit(environment, "heavy")) {
        job.awaitRunning(Duration.ofSeconds(60));
        job.checkpoint(Duration.ofSeconds(60));

        assertThat(largestFile(temporary)).isGreaterThan(Heavy.BYTES);
      }
    }
    assertThat(temporary).doesNotExist();
  }

  private static long largestFile(Path directory) throws IOException {
    long largest = 0;
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        largest = Math.max(largest, Files.size(file));
      }
    }
    return largest;
  }

  private static int fail(int value) {
    throw new IllegalArgumentException("broken on purpose at " + value);
  }

  private static void fill(EmbeddedBroker broker) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      for (int i = 0; i < RECORDS; i++) {
        producer.send(new ProducerRecord<>("in", "key" + i % 7, Integer.toString(i)));
      }
    }
  }

  private static KafkaSource<String> source(EmbeddedBroker broker) {
    return KafkaSource.<String>builder()
        .setBootstrapServers(broker.bootstrapServers())
        .setTopics("in")
        .setGroupId("pass-through")
        .setStartingOffsets(OffsetsInitializer.earliest())
        .setValueOnlyDeserializer(new SimpleStringSchema())
        .build();
  }

  private static KafkaSink<String> sink(EmbeddedBroker broker) {
    return KafkaSink.<String>builder()
        .setBootstrapServers(broker.bootstrapServers())
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix("pass-through")
        .setRecordSerializer(
            KafkaRecordSerializationSchema.builder()
                .setTopic("out")
                .setValueSerializationSchema(new SimpleStringSchema())
                .build())
        .build();
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

  /** Keeps more state in one subtask than Flink takes into the job manager's memory. */
  private static final class Heavy implements MapFunction<Long, Long>, CheckpointedFunction {
    private static final long serialVersionUID = 1L;
    private static final int BYTES = 6 * 1024 * 1024;

    @Override
    public Long map(Long number) {
      return number;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) throws Exception {
      context
          .getOperatorStateStore()
          .getListState(new ListStateDescriptor<>("heavy", byte[].class))
          .add(new byte[BYTES]);
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {}
  }
}
