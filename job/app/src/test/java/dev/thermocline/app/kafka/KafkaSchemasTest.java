package dev.thermocline.app.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.app.codec.FieldPaths;
import dev.thermocline.app.codec.Header;
import dev.thermocline.app.codec.Outbound;
import dev.thermocline.app.codec.RequestRules;
import dev.thermocline.app.codec.SourceRecord;
import dev.thermocline.app.codec.SourceRecord.Decoded;
import dev.thermocline.app.codec.SourceRecord.Undecodable;
import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.schemas.InferenceRequest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema.KafkaSinkContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.InstantiationUtil;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KafkaSchemasTest {

  private static final byte[] KEY = {'k'};
  private static final Header TRACE =
      new Header("traceparent", "00-abc".getBytes(StandardCharsets.UTF_8));
  private static final Header TENANT = new Header("tenant", null);
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochMilli(1_000), ZoneOffset.UTC);

  private final Counter tombstones = new SimpleCounter();
  private final RequestDeserializer deserializer =
      new RequestDeserializer(
          new RequestRules(Format.SINGLE_OBJECT, FieldPaths.DEFAULTS, 1000, false));
  private final List<SourceRecord> records = new ArrayList<>();

  @BeforeEach
  void open() {
    deserializer.open(new Context(tombstones));
  }

  private static byte[] request() throws Exception {
    ByteBuffer bytes =
        InferenceRequest.getEncoder()
            .encode(InferenceRequest.newBuilder().setId("r").setPayload("text").build());
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return copy;
  }

  private void deserialize(byte @Nullable [] value, Header... given) {
    RecordHeaders headers = new RecordHeaders();
    for (Header header : given) {
      headers.add(header.name(), header.value());
    }
    deserializer.deserialize(
        new ConsumerRecord<>(
            "in",
            1,
            2,
            3L,
            TimestampType.CREATE_TIME,
            1,
            value == null ? 0 : value.length,
            KEY,
            value,
            headers,
            Optional.empty()),
        new ListCollector<>(records));
  }

  @Test
  void requestKeepsItsPlaceAndHeaders() throws Exception {
    deserialize(request(), TRACE, TENANT);

    assertThat(records).singleElement().isInstanceOf(Decoded.class);
    var origin = records.get(0).origin();
    assertThat(origin.place()).isEqualTo("in-1-2");
    assertThat(origin.timestamp()).isEqualTo(3);
    assertThat(origin.key()).isEqualTo(KEY);
    assertThat(origin.headers()).usingRecursiveComparison().isEqualTo(List.of(TRACE, TENANT));
    assertThat(tombstones.getCount()).isZero();
  }

  @Test
  void brokenBytesAreEmittedAsSuch() {
    deserialize(new byte[] {1, 2, 3});

    assertThat(records).singleElement().isInstanceOf(Undecodable.class);
    assertThat(records.get(0).origin().headers()).isEmpty();
  }

  @Test
  void tombstonesAreCountedAndLeftOut() {
    deserialize(null);

    assertThat(records).isEmpty();
    assertThat(tombstones.getCount()).isEqualTo(1);
  }

  @Test
  void outboundKeepsKeyTimeAndHeaders() {
    Outbound outbound = new Outbound(KEY, new byte[] {1}, 5, List.of(TRACE, TENANT));

    ProducerRecord<byte[], byte[]> record =
        new OutboundSchema("out", CLOCK).serialize(outbound, new SinkContext(), 0L);

    assertThat(record.topic()).isEqualTo("out");
    assertThat(record.partition()).isNull();
    assertThat(record.key()).isEqualTo(KEY);
    assertThat(record.value()).containsExactly(1);
    assertThat(record.timestamp()).isEqualTo(5);
    assertThat(record.headers())
        .containsExactly(
            new RecordHeader(TRACE.name(), TRACE.value()), new RecordHeader("tenant", null));
  }

  @ParameterizedTest
  @CsvSource({"-1, 1000", "0, 0", "1000, 1000", "1001, 1000", "9223372036854775807, 1000"})
  void aTimestampTheBrokersWouldRefuseBecomesNow(long timestamp, long sent) {
    Outbound outbound = new Outbound(KEY, new byte[] {1}, timestamp, List.of());

    ProducerRecord<byte[], byte[]> record =
        new OutboundSchema("out", CLOCK).serialize(outbound, new SinkContext(), 0L);

    assertThat(record.timestamp()).isEqualTo(sent);
  }

  @Test
  void theSinksClockTravelsInTheJobGraph() throws Exception {
    OutboundSchema schema = new OutboundSchema("out", Clock.systemUTC());

    assertThat(InstantiationUtil.clone(schema)).isNotNull();
  }

  /** Hands out one counter under the name the deserializer asks for. */
  private record Context(Counter tombstones)
      implements DeserializationSchema.InitializationContext {

    @Override
    public MetricGroup getMetricGroup() {
      return new UnregisteredMetricsGroup() {
        @Override
        public Counter counter(String name) {
          return name.equals("tombstones") ? tombstones : super.counter(name);
        }
      };
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
      throw new UnsupportedOperationException("not asked for");
    }
  }

  /** One subtask of one. */
  private record SinkContext() implements KafkaSinkContext {

    @Override
    public int getParallelInstanceId() {
      return 0;
    }

    @Override
    public int getNumberOfParallelInstances() {
      return 1;
    }

    @Override
    public int[] getPartitionsForTopic(String topic) {
      return new int[] {0};
    }
  }
}
