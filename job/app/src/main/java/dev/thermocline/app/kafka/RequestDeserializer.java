package dev.thermocline.app.kafka;

import dev.thermocline.app.codec.RecordType;
import dev.thermocline.app.codec.RequestDecoder;
import dev.thermocline.app.codec.RequestRules;
import dev.thermocline.app.codec.SourceRecord;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Turns Kafka records into {@link SourceRecord}s; tombstones are counted and left out. */
final class RequestDeserializer implements KafkaRecordDeserializationSchema<SourceRecord> {
  private static final long serialVersionUID = 1L;

  static final String TOMBSTONES = "tombstones";

  private final RequestRules rules;
  private transient @Nullable RequestDecoder decoder;
  private transient @Nullable Counter tombstones;

  RequestDeserializer(RequestRules rules) {
    this.rules = rules;
  }

  @Override
  public void open(DeserializationSchema.InitializationContext context) {
    decoder = new RequestDecoder(rules);
    tombstones = context.getMetricGroup().counter(TOMBSTONES);
  }

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<SourceRecord> out) {
    if (decoder == null || tombstones == null) {
      throw new IllegalStateException("deserialize before open");
    }
    if (record.value() == null) {
      tombstones.inc();
      return;
    }
    out.collect(decoder.decode(KafkaOrigin.of(record)));
  }

  @Override
  public TypeInformation<SourceRecord> getProducedType() {
    return RecordType.SOURCE_RECORD;
  }
}
