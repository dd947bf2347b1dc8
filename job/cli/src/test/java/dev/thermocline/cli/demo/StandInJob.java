package dev.thermocline.cli.demo;

import dev.thermocline.flink.config.JobOptions;
import dev.thermocline.schemas.DeadLetter;
import dev.thermocline.schemas.InferenceRequest;
import dev.thermocline.schemas.Latencies;
import dev.thermocline.schemas.Prediction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.FlatMapFunction;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A job without a model: labels every text by its own first word, and sends what it cannot read to
 * the dead-letter topic, exactly once both.
 */
final class StandInJob implements DemoJob {

  /** What it does to the replayed records. */
  enum Conduct {
    FAULTLESS,
    LOSES_NUMBER_7_AND_REPEATS_NUMBER_3,
    /** Repeats it when the checkpoint that covers the first answer is complete. */
    REPEATS_NUMBER_99_A_CHECKPOINT_LATER,
    /**
     * Dead-letters good record 5, answers a record without a text, and gives the dead letters of
     * broken bytes a place that no record has.
     */
    MIXES_UP_GOOD_AND_SPOILT
  }

  private final Conduct conduct;

  StandInJob(Conduct conduct) {
    this.conduct = conduct;
  }

  @Override
  public void build(StreamExecutionEnvironment environment, Configuration options) {
    DataStream<Encoded> read =
        environment.fromSource(
            KafkaSource.<Encoded>builder()
                .setBootstrapServers(options.get(JobOptions.BOOTSTRAP_SERVERS))
                .setTopics(options.get(JobOptions.INPUT_TOPIC))
                .setGroupId(options.get(JobOptions.INPUT_GROUP_ID))
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new Answering(conduct))
                .build(),
            WatermarkStrategy.noWatermarks(),
            "in");
    read.filter(encoded -> !encoded.dead())
        .flatMap(new Repeating(conduct))
        .sinkTo(sink(options, options.get(JobOptions.OUTPUT_TOPIC), "-out"));
    read.filter(Encoded::dead)
        .sinkTo(sink(options, options.get(JobOptions.DEAD_LETTER_TOPIC), "-dead"));
  }

  private static KafkaSink<Encoded> sink(Configuration options, String topic, String suffix) {
    return KafkaSink.<Encoded>builder()
        .setBootstrapServers(options.get(JobOptions.BOOTSTRAP_SERVERS))
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(options.get(JobOptions.TRANSACTIONAL_ID_PREFIX) + suffix)
        .setRecordSerializer(
            KafkaRecordSerializationSchema.<Encoded>builder()
                .setTopic(topic)
                .setKeySerializationSchema(new Key())
                .setValueSerializationSchema(new Bytes())
                .build())
        .build();
  }

  /**
   * An encoded result.
   *
   * @param dead whether it is a dead letter
   * @param id the request's; empty for a dead letter
   * @param key Kafka key of the input, so that a key's results share a partition
   * @param bytes Avro single-object encoding
   */
  record Encoded(boolean dead, String id, byte[] key, byte[] bytes) {}

  private static final class Key implements SerializationSchema<Encoded> {

    @Override
    public byte[] serialize(Encoded encoded) {
      return encoded.key();
    }
  }

  private static final class Bytes implements SerializationSchema<Encoded> {

    @Override
    public byte[] serialize(Encoded encoded) {
      return encoded.bytes();
    }
  }

  /** Passes everything on, and under its conduct one record again once the first is committed. */
  private static final class Repeating
      implements FlatMapFunction<Encoded, Encoded>, CheckpointedFunction, CheckpointListener {

    private final boolean repeats;
    private transient @Nullable Encoded repeated;
    private transient @Nullable Collector<Encoded> out;
    private long coveredBy;

    Repeating(Conduct conduct) {
      this.repeats = conduct == Conduct.REPEATS_NUMBER_99_A_CHECKPOINT_LATER;
    }

    @Override
    public void flatMap(Encoded encoded, Collector<Encoded> collector) {
      collector.collect(encoded);
      if (repeats && encoded.id().equals("demo-99")) {
        repeated = encoded;
        out = collector;
        coveredBy = Long.MAX_VALUE;
      }
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {
      repeated = null;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
      coveredBy = Math.min(coveredBy, context.getCheckpointId());
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      if (repeated != null && checkpointId >= coveredBy) {
        out.collect(repeated);
        repeated = null;
      }
    }
  }

  private static final class Answering implements KafkaRecordDeserializationSchema<Encoded> {

    /** What a record costs: without it no backlog would keep the job busy. */
    private static final long WORK_NANOS = 300_000;

    private final Conduct conduct;

    Answering(Conduct conduct) {
      this.conduct = conduct;
    }

    private int copies(String id) {
      if (conduct != Conduct.LOSES_NUMBER_7_AND_REPEATS_NUMBER_3) {
        return 1;
      }
      return id.equals("demo-7") ? 0 : id.equals("demo-3") ? 2 : 1;
    }

    @Override
    public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<Encoded> out)
        throws IOException {
      try {
        InferenceRequest request =
            InferenceRequest.getDecoder().decode(ByteBuffer.wrap(record.value()));
        String text = text(request);
        LockSupport.parkNanos(WORK_NANOS);
        for (int copy = 0; copy < copies(request.getId()); copy++) {
          out.collect(
              new Encoded(
                  false,
                  request.getId(),
                  record.key(),
                  prediction(request, text, record.timestamp())));
        }
      } catch (IOException | IllegalArgumentException | AvroRuntimeException e) {
        out.collect(new Encoded(true, "", record.key(), deadLetter(record, e)));
      }
    }

    private String text(InferenceRequest request) {
      if (conduct == Conduct.MIXES_UP_GOOD_AND_SPOILT && request.getId().equals("demo-5")) {
        throw new IllegalArgumentException("payload is not to its taste");
      }
      if (request.getPayload() instanceof String text) {
        return text;
      }
      if (conduct == Conduct.MIXES_UP_GOOD_AND_SPOILT) {
        return "nothing";
      }
      throw new IllegalArgumentException("payload is missing");
    }

    private static byte[] prediction(InferenceRequest request, String text, long timestamp) {
      double age = System.currentTimeMillis() - timestamp;
      return encode(
          Prediction.getEncoder(),
          Prediction.newBuilder()
              .setId(request.getId())
              .setKey(request.getKey())
              .setLabel(text.split(" ")[0])
              .setScores(List.of())
              .setExitIndex(2)
              .setExits(3)
              .setLayersFraction(0.5)
              .setRung(1)
              .setBundleId("stand-in")
              .setLatencies(Latencies.newBuilder().setAgeMs(age).build())
              .setTimestamp(Instant.ofEpochMilli(timestamp))
              .build());
    }

    private byte[] deadLetter(ConsumerRecord<byte[], byte[]> record, Exception reason) {
      return encode(
          DeadLetter.getEncoder(),
          DeadLetter.newBuilder()
              .setTopic(record.topic())
              .setPartition(record.partition())
              .setOffset(record.offset() + (misplaces(reason) ? 1_000_000 : 0))
              .setStage("decode")
              .setErrorClass(reason.getClass().getName())
              .setMessage(String.valueOf(reason.getMessage()))
              .build());
    }

    private boolean misplaces(Exception reason) {
      return conduct == Conduct.MIXES_UP_GOOD_AND_SPOILT
          && !(reason instanceof IllegalArgumentException);
    }

    private static <T extends SpecificRecord> byte[] encode(
        BinaryMessageEncoder<T> encoder, T value) {
      try {
        ByteBuffer buffer = encoder.encode(value);
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public TypeInformation<Encoded> getProducedType() {
      return TypeInformation.of(Encoded.class);
    }
  }
}
