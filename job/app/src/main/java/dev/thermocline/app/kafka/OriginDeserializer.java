package dev.thermocline.app.kafka;

import dev.thermocline.app.codec.Origin;
import dev.thermocline.app.codec.RecordType;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Passes Kafka records on undecoded; tombstones are left out. */
final class OriginDeserializer implements KafkaRecordDeserializationSchema<Origin> {
  private static final long serialVersionUID = 1L;

  @Override
  public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Origin> out) {
    if (record.value() != null) {
      out.collect(KafkaOrigin.of(record));
    }
  }

  @Override
  public TypeInformation<Origin> getProducedType() {
    return RecordType.ORIGIN;
  }
}
