package dev.thermocline.app.codec;

import dev.thermocline.app.codec.SourceRecord.Decoded;
import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.flink.operator.EarlyExitResult;
import dev.thermocline.schemas.Latencies;
import dev.thermocline.schemas.Prediction;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.AbstractList;
import org.jspecify.annotations.Nullable;

/**
 * Writes predictions.
 *
 * @param format how they are written
 */
public record PredictionEncoder(Format format) implements Serializable {

  /**
   * The prediction for a request, keyed as the request was ordered. It keeps the request's Kafka
   * timestamp; event time travels inside.
   */
  public Outbound encode(Decoded request, EarlyExitResult result) {
    return new Outbound(
        key(request.key()),
        RecordWriter.bytes(prediction(request, result), format),
        request.origin().timestamp(),
        request.origin().headers());
  }

  private static Prediction prediction(Decoded request, EarlyExitResult result) {
    return Prediction.newBuilder()
        .setId(request.id())
        .setKey(request.key())
        .setLabel(result.label())
        .setScores(new Floats(result.scores()))
        .setExitIndex(result.exitIndex())
        .setExits(result.exits())
        .setExitScore(finite(result.exitScore()))
        .setLayersFraction(result.layersFraction())
        .setRung(result.rung())
        .setCertifiedRisk(finite(result.certifiedRisk()))
        .setTruncated(result.truncated())
        .setBundleId(result.bundleId())
        .setLatencies(latencies(request, result))
        .setTimestamp(Instant.ofEpochMilli(request.timestamp()))
        .build();
  }

  private static Latencies latencies(Decoded request, EarlyExitResult result) {
    return Latencies.newBuilder()
        .setQueueMs(result.queueMillis())
        .setComputeMs(result.computeMillis())
        .setAgeMs(result.emitMillis() - request.origin().timestamp())
        .build();
  }

  /** NaN means "there is none", which Avro says with null. */
  private static @Nullable Double finite(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private static byte @Nullable [] key(@Nullable String key) {
    return key == null ? null : key.getBytes(StandardCharsets.UTF_8);
  }

  /** Scores as Avro takes them, without copying. */
  private static final class Floats extends AbstractList<Float> {
    private final float[] values;

    Floats(float[] values) {
      this.values = values;
    }

    @Override
    public Float get(int index) {
      return values[index];
    }

    @Override
    public int size() {
      return values.length;
    }
  }
}
