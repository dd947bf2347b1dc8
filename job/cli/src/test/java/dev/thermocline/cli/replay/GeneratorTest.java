package dev.thermocline.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.demo.EmbeddedBroker;
import dev.thermocline.schemas.InferenceRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GeneratorTest {

  private static final List<Example> EXAMPLES =
      IntStream.range(0, 5).mapToObj(i -> new Example("e" + i, "text " + i, null, "e")).toList();

  private static final Generator.Producers PRODUCERS = new Generator.Producers("job", 100);

  private static EmbeddedBroker broker;

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.start();
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void everyRecordArrivesStampedWithTheTimeItWasDue() throws Exception {
    Schedule schedule = Schedule.of(TraceName.STEP.trace(), 300, 1000, 3);
    List<Integer> told = new ArrayList<>();

    ReplayReport report =
        new Generator(broker.kafka(), "paced", 3, PRODUCERS).run(schedule, workload(), told::add);

    List<ConsumerRecord<byte[], byte[]>> read = read("paced", 300);
    Map<String, Long> stamps = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : read) {
      stamps.put(InferenceRequest.getDecoder().decode(record.value()).getId(), record.timestamp());
    }
    long first = stamps.get("run-0");
    assertThat(stamps).hasSize(300);
    assertThat(stamps.get("run-299") - first)
        .isBetween(
            (schedule.dueNanos(299) - schedule.dueNanos(0)) / 1_000_000 - 1,
            (schedule.dueNanos(299) - schedule.dueNanos(0)) / 1_000_000 + 1);
    assertThat(read).extracting(ConsumerRecord::partition).contains(0, 1, 2);
    assertThat(report.records()).isEqualTo(300);
    assertThat(report.rate()).isPositive();
    assertThat(report.lateMs()).isNotNull();
    assertThat(report.table()).contains("records sent", "300", "generator late");
    assertThat(told).endsWith(300).isSorted();
  }

  @Test
  void inAnOutageNothingIsSentUntilItsEnd() throws Exception {
    Schedule schedule = Schedule.lasting(new Trace.Outage(), 3, 100, 3);
    List<Integer> told = new ArrayList<>();

    new Generator(broker.kafka(), "outage", 1, PRODUCERS).run(schedule, workload(), told::add);

    int before = (int) IntStream.range(0, 300).filter(i -> schedule.dueNanos(i) < 1e9).count();
    assertThat(told).filteredOn(sent -> sent == before).hasSizeGreaterThan(1);
    List<Long> stamps =
        read("outage", schedule.size()).stream().map(ConsumerRecord::timestamp).toList();
    assertThat(stamps).isSorted();
    assertThat(stamps)
        .as("stamped when they were due")
        .filteredOn(stamp -> stamp - stamps.get(0) > 1_200 && stamp - stamps.get(0) < 1_800)
        .hasSizeBetween(40, 80);
  }

  @Test
  void withoutARateEveryRecordIsSentAtOnceAndNoneIsLate() throws Exception {
    ReplayReport report =
        new Generator(broker.kafka(), "unpaced", 1, PRODUCERS)
            .run(Schedule.unpaced(5_000), workload(), sent -> {});

    assertThat(read("unpaced", 5_000)).extracting(ConsumerRecord::timestamp).isSorted();
    assertThat(report.lateMs()).isNull();
    assertThat(report.table()).contains("generator late p50 / p99 / max       -");
  }

  @Test
  void aTopicThatIsNotThereIsNamedWithTheMend() {
    Generator generator = new Generator(broker.kafka(), "nowhere", 0, PRODUCERS);

    assertThatThrownBy(() -> generator.run(Schedule.unpaced(1), workload(), sent -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "--topic is nowhere, which the brokers do not have; create it, or give --partitions");
  }

  private static Workload workload() {
    return new Workload(
        "run-",
        EXAMPLES,
        new int[] {0, 1, 2, 3, 4},
        0,
        Keys.zipf(20, 1, 1),
        RequestFormat.SINGLE_OBJECT);
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            Map.copyOf(broker.kafka()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (read.size() < count) {
        consumer.poll(Duration.ofMillis(100)).forEach(read::add);
      }
    }
    return read;
  }
}
