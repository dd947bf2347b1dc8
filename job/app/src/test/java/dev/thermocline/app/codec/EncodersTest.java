package dev.thermocline.app.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.app.codec.SourceRecord.Decoded;
import dev.thermocline.app.codec.SourceRecord.Undecodable;
import dev.thermocline.engine.input.InputException;
import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.flink.operator.EarlyExitResult;
import dev.thermocline.schemas.DeadLetter;
import dev.thermocline.schemas.Prediction;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EncodersTest {

  private static final long EMITTED = Requests.KAFKA_TIME + 250;

  private final PredictionEncoder predictions = new PredictionEncoder(Format.SINGLE_OBJECT);
  private final DeadLetterEncoder deadLetters = new DeadLetterEncoder(4, Format.SINGLE_OBJECT);

  private static EarlyExitResult result(double exitScore, double certifiedRisk) {
    return new EarlyExitResult(
        2,
        6,
        "noun.animal",
        4,
        new float[] {0.25f, 0.75f},
        exitScore,
        3,
        1.0 / 3,
        certifiedRisk,
        true,
        "bundle",
        1.5,
        20.25,
        EMITTED);
  }

  private Prediction prediction(Decoded request, EarlyExitResult result) throws IOException {
    return Prediction.fromByteBuffer(ByteBuffer.wrap(predictions.encode(request, result).value()));
  }

  private static DeadLetter letter(Outbound outbound) throws IOException {
    return DeadLetter.fromByteBuffer(ByteBuffer.wrap(outbound.value()));
  }

  @Test
  void predictionCarriesTheResultAndWhoseItIs() throws IOException {
    Decoded request = new Decoded(Requests.origin(Requests.text("t").build()), "r-1", "k", "t", 7);

    Prediction prediction = prediction(request, result(0.75, 0.05));

    assertThat(prediction.getId()).isEqualTo("r-1");
    assertThat(prediction.getKey()).isEqualTo("k");
    assertThat(prediction.getLabel()).isEqualTo("noun.animal");
    assertThat(prediction.getScores()).containsExactly(0.25f, 0.75f);
    assertThat(prediction.getExitIndex()).isEqualTo(2);
    assertThat(prediction.getExits()).isEqualTo(6);
    assertThat(prediction.getExitScore()).isEqualTo(0.75);
    assertThat(prediction.getLayersFraction()).isEqualTo(1.0 / 3);
    assertThat(prediction.getRung()).isEqualTo(3);
    assertThat(prediction.getCertifiedRisk()).isEqualTo(0.05);
    assertThat(prediction.getTruncated()).isTrue();
    assertThat(prediction.getBundleId()).isEqualTo("bundle");
    assertThat(prediction.getTimestamp()).isEqualTo(Instant.ofEpochMilli(7));
  }

  @Test
  void ageCountsFromTheKafkaTimestampNotTheEventTime() throws IOException {
    Decoded request = new Decoded(Requests.origin(Requests.text("t").build()), "r-1", "k", "t", 7);

    var latencies = prediction(request, result(0.75, 0.05)).getLatencies();

    assertThat(latencies.getQueueMs()).isEqualTo(1.5);
    assertThat(latencies.getComputeMs()).isEqualTo(20.25);
    assertThat(latencies.getAgeMs()).isEqualTo(250);
  }

  @Test
  void whatIsNotANumberIsNull() throws IOException {
    Decoded request = new Decoded(Requests.origin(Requests.text("t").build()), "r-1", "k", "t", 7);

    Prediction prediction = prediction(request, result(Double.NaN, Double.NaN));

    assertThat(prediction.getExitScore()).isNull();
    assertThat(prediction.getCertifiedRisk()).isNull();
  }

  @Test
  void predictionTravelsUnderTheOrderingKeyWithKafkaTimeAndTrace() {
    Decoded request = new Decoded(Requests.origin(Requests.text("t").build()), "r-1", "k", "t", 7);

    Outbound outbound = predictions.encode(request, result(0.75, 0.05));

    assertThat(outbound.key()).isEqualTo(Requests.utf8("k"));
    assertThat(outbound.timestamp()).isEqualTo(Requests.KAFKA_TIME);
    assertThat(outbound.headers()).containsExactly(Requests.TRACE);
  }

  @Test
  void predictionOfASpreadRecordHasNoKey() throws IOException {
    Decoded request = new Decoded(Requests.origin(null, new byte[0]), "r-1", null, "t", 7);

    assertThat(predictions.encode(request, result(0.75, 0.05)).key()).isNull();
    assertThat(prediction(request, result(0.75, 0.05)).getKey()).isNull();
  }

  @Test
  void deadLetterNamesPlaceAndReasonAndCutsTheBytes() throws IOException {
    Origin origin = Requests.origin(Requests.utf8("a long key"), Requests.utf8("broken"));

    Outbound outbound = deadLetters.encode(new Undecodable(origin, "decode", "E", "why"));

    assertThat(letter(outbound))
        .isEqualTo(
            DeadLetter.newBuilder()
                .setBytes(ByteBuffer.wrap(Requests.utf8("brok")))
                .setSize(6)
                .setSha256("f526795c95399cea27c055c842c3d6ab018ed0fa4f66f701c28ab22dec28237b")
                .setKey(ByteBuffer.wrap(Requests.utf8("a long key")))
                .setTopic("in")
                .setPartition(3)
                .setOffset(42)
                .setTimestamp(Instant.ofEpochMilli(Requests.KAFKA_TIME))
                .setStage("decode")
                .setErrorClass("E")
                .setMessage("why")
                .build());
    assertThat(outbound.key()).isEqualTo(Requests.utf8("a long key"));
    assertThat(outbound.headers()).containsExactly(Requests.TRACE);
    assertThat(outbound.timestamp()).isEqualTo(Requests.KAFKA_TIME);
  }

  @Test
  void deadLetterOfAFailedRequestNamesTheModelStage() throws IOException {
    Decoded request = new Decoded(Requests.origin(Requests.text("t").build()), "r-1", "k", "t", 7);

    DeadLetter input = letter(deadLetters.encode(request, 0, new InputException("too odd")));
    DeadLetter stage = letter(deadLetters.encode(request, 3, new IllegalStateException()));

    assertThat(input.getStage()).isEqualTo("input");
    assertThat(input.getErrorClass()).isEqualTo(InputException.class.getName());
    assertThat(input.getMessage()).isEqualTo("too odd");
    assertThat(stage.getStage()).isEqualTo("stage-3");
    assertThat(stage.getMessage()).isEqualTo("null");
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void theHeaviestDeadLetterWeighsNoMoreThanItsBound(Format format) {
    byte[] longest = new byte[5_000_000];
    Header heavy = new Header("h", new byte[Limits.HEADER_BYTES - 11]);
    Origin origin = Requests.origin(longest, longest, List.of(heavy));
    int room = 1_000_000;
    DeadLetterEncoder encoder =
        new DeadLetterEncoder((int) Limits.valueBytes(room, format), format);

    for (String character : List.of("\u20ac", "\u0001", "\"", "\ud83d\udc1f", "\ud800")) {
      String message = character.repeat(10_000);
      Outbound outbound = encoder.encode(new Undecodable(origin, "key", message, message));

      byte[] key = outbound.key();
      assertThat(key).hasSize(Limits.NAME_BYTES);
      assertThat(Limits.size(outbound.headers())).isEqualTo(Limits.HEADER_BYTES);
      assertThat(outbound.value().length + key.length + Limits.size(outbound.headers()))
          .isBetween((long) room, (long) room + Limits.deadLetterBesideValue(format));
    }
  }
}
