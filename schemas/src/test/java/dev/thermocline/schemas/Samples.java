package dev.thermocline.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecordBase;

/** The records that are written with every released version, as the newest version reads them. */
final class Samples {

  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

  private Samples() {}

  /** Samples by the simple name of their record. */
  static Map<String, List<? extends SpecificRecordBase>> all() {
    return Map.of(
        "InferenceRequest", requests(),
        "Prediction", predictions(),
        "DeadLetter", deadLetters(),
        "TuningCommand", commands());
  }

  private static List<InferenceRequest> requests() {
    return List.of(
        request("text").setKey("k").setTimestamp(NOON).setAttributes(Map.of("a", "1")).build(),
        request(Map.of("width", 2.5)).build(),
        request(List.of(1.0, -0.5)).build(),
        request(bytes("raw")).build(),
        InferenceRequest.newBuilder().build());
  }

  private static InferenceRequest.Builder request(Object payload) {
    return InferenceRequest.newBuilder().setId("r").setPayload(payload);
  }

  private static List<Prediction> predictions() {
    return List.of(
        Prediction.newBuilder()
            .setId("r")
            .setKey("k")
            .setLabel("noun.animal")
            .setScores(List.of(0.75f, 0.25f))
            .setExitIndex(2)
            .setExits(6)
            .setExitScore(0.75)
            .setLayersFraction(0.25)
            .setRung(3)
            .setCertifiedRisk(0.05)
            .setAudited(true)
            .setTruncated(true)
            .setBundleId("b")
            .setLatencies(
                Latencies.newBuilder().setQueueMs(1).setComputeMs(2).setAgeMs(3.5).build())
            .setTimestamp(NOON)
            .build(),
        Prediction.newBuilder()
            .setId("s")
            .setValue(1.5)
            .setTensor(
                Tensor.newBuilder().setShape(List.of(1, 2)).setValues(List.of(1f, 2f)).build())
            .build());
  }

  private static List<DeadLetter> deadLetters() {
    return List.of(
        DeadLetter.newBuilder()
            .setBytes(bytes("brok"))
            .setSize(6)
            .setSha256("00ff")
            .setKey(bytes("k"))
            .setTopic("in")
            .setPartition(1)
            .setOffset(2)
            .setTimestamp(NOON)
            .setStage("decode")
            .setErrorClass("E")
            .setMessage("m")
            .build(),
        DeadLetter.newBuilder().build());
  }

  private static List<TuningCommand> commands() {
    return List.of(
        TuningCommand.newBuilder()
            .setId("1")
            .setSetting("max-loss")
            .setValue("0.01")
            .setIssuer("operator")
            .build(),
        TuningCommand.newBuilder()
            .setId("2")
            .setSetting("pin")
            .setValue("6")
            .setScope(TuningScope.KEY)
            .setKey("k")
            .build());
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
