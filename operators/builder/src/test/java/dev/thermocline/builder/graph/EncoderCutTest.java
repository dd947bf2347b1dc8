package dev.thermocline.builder.graph;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import dev.thermocline.engine.bundle.ElementType;
import dev.thermocline.engine.bundle.TensorSpec;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncoderCutTest {

  private static StageCutter cutter;

  @TempDir Path directory;

  @BeforeAll
  static void readEncoder() throws IOException {
    cutter = StageCutter.read(Encoder.file());
  }

  @Test
  void encoderIsThePinnedFile() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");

    try (InputStream in = Files.newInputStream(Encoder.file());
        DigestInputStream through = new DigestInputStream(in, digest)) {
      through.transferTo(OutputStream.nullOutputStream());
    }

    assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(Encoder.SHA256);
  }

  @Test
  void everyLayerButTheLastCanBeCutBehind() {
    assertThat(cutter.layers()).isEqualTo(12);
    assertThat(cutter.candidates().stream().map(CutCandidate::layers).distinct())
        .containsExactlyElementsOf(IntStream.range(1, 12).boxed().toList());
  }

  @Test
  void lastPlaceBehindALayerIsItsNormalisedOutput() {
    List<String> behindTwo =
        cutter.candidates().stream()
            .filter(c -> c.layers() == 2)
            .map(CutCandidate::tensor)
            .toList();

    assertThat(behindTwo).last().isEqualTo("/encoder/layer.1/output/LayerNorm/Add_1_output_0");
  }

  @Test
  void stagesDeclareWhatTheyReadAndHandOn() {
    List<StageGraph> stages = cutter.cutAfter(List.of(2, 4, 6, 8, 10));

    assertThat(stages).hasSize(6).extracting(StageGraph::layers).containsOnly(2);
    assertThat(stages.get(0).inputs())
        .extracting(TensorSpec::name)
        .containsExactly("input_ids", "attention_mask", "token_type_ids");
    TensorSpec hidden =
        new TensorSpec(
            "/encoder/layer.1/output/LayerNorm/Add_1_output_0",
            ElementType.FLOAT32,
            true,
            List.of(384));
    assertThat(stages.get(0).activations()).containsExactly(hidden);
    assertThat(stages.get(1).inputs())
        .containsExactly(
            hidden, new TensorSpec("attention_mask", ElementType.INT64, true, List.of()));
    assertThat(stages.get(5).outputs()).containsExactly("last_hidden_state");
  }

  @Test
  void embeddingsStayInTheFirstStage() {
    List<StageGraph> stages = cutter.cutAfter(List.of(6));

    int embeddings = 30522 * 384 * Float.BYTES;
    assertThat(stages.get(0).toByteArray().length).isGreaterThan(embeddings);
    assertThat(stages.get(1).toByteArray().length).isLessThan(embeddings);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void chainEqualsTheWholeModel(int layersPerStage) throws Exception {
    List<Integer> cuts =
        IntStream.range(1, 12 / layersPerStage).mapToObj(i -> i * layersPerStage).toList();
    List<StageGraph> stages = cutter.cutAfter(cuts);
    List<Map<String, Tensor>> feeds = Encoder.batches();

    for (OptLevel level : List.of(OptLevel.NO_OPT, OptLevel.ALL_OPT)) {
      List<Map<String, Tensor>> whole = Chain.runFile(Encoder.file(), feeds, level);
      List<Map<String, Tensor>> chain = Chain.run(stages, feeds, directory, level);

      assertThat(Chain.distance(whole, chain))
          .as("largest difference at %s", level)
          .isLessThanOrEqualTo(level == OptLevel.NO_OPT ? 0.0 : 1e-3);
    }
  }

  @Test
  void anUncutModelIsOneStage() throws Exception {
    List<StageGraph> stages = cutter.cutAfter(List.of());
    List<Map<String, Tensor>> feeds = List.of(Encoder.batch(7, 6, 3));

    List<Map<String, Tensor>> whole = Chain.runFile(Encoder.file(), feeds, OptLevel.NO_OPT);
    List<Map<String, Tensor>> chain = Chain.run(stages, feeds, directory, OptLevel.NO_OPT);

    assertThat(stages).hasSize(1);
    assertThat(Chain.distance(whole, chain)).isZero();
  }

  @Test
  void equalCutsGiveEqualBytes() throws IOException {
    StageCutter again = StageCutter.read(Encoder.file());

    byte[] first = exit(cutter.cutAfter(List.of(4)).get(1)).toByteArray();
    byte[] second = exit(again.cutAfter(List.of(4)).get(1)).toByteArray();

    assertThat(MessageDigest.isEqual(first, second)).isTrue();
  }

  @Test
  void pooledRowsDoNotDependOnTheirNeighbours() throws Exception {
    int[] lengths = {5, 17, 2, 12, 31, 8, 6, 9};
    Map<String, Tensor> batch = Encoder.batch(11, lengths);
    List<StageGraph> heads =
        cutter.cutAfter(List.of(1, 3)).stream().map(EncoderCutTest::exit).limit(2).toList();

    List<Map<String, Tensor>> feeds = new ArrayList<>(List.of(batch));
    for (int row = 0; row < lengths.length; row++) {
      feeds.add(Encoder.row(batch, row, lengths[row]));
    }

    for (OptLevel level : List.of(OptLevel.NO_OPT, OptLevel.ALL_OPT)) {
      List<Map<String, Tensor>> outputs = Chain.run(heads, feeds, directory, level);

      for (int row = 0; row < lengths.length; row++) {
        for (String output : List.of("pooled", "logits")) {
          assertThat(Tensor.in(outputs.get(0), output).row(row))
              .as("%s of row %d at %s", output, row, level)
              .isEqualTo(Tensor.in(outputs.get(row + 1), output).row(0));
        }
      }
    }
  }

  private static StageGraph exit(StageGraph stage) {
    float[] weights = new float[25 * 384];
    for (int i = 0; i < weights.length; i++) {
      weights[i] = (float) Math.sin(i);
    }
    return stage
        .withMeanPooling("pooled")
        .withClassifier("pooled", weights, new float[25], "logits");
  }
}
