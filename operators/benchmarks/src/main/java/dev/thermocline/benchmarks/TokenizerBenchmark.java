package dev.thermocline.benchmarks;

import dev.thermocline.engine.bundle.ElementType;
import dev.thermocline.engine.bundle.InputSpec;
import dev.thermocline.engine.bundle.TensorSpec;
import dev.thermocline.engine.input.EncodedInput;
import dev.thermocline.engine.input.InputEncoder;
import dev.thermocline.engine.input.InputException;
import dev.thermocline.engine.input.WordPieceEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does encoding one text take, and how much does it allocate?
 *
 * <p>{@code java -Dvocabulary=BUNDLE/tokenizer/vocab.txt -jar
 * operators/benchmarks/target/benchmarks.jar TokenizerBenchmark -prof gc}
 *
 * <p>Does not measure reading the vocabulary, cold caches (each kind is one text over and over, so
 * its trie nodes stay hot), or contention between lanes.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TokenizerBenchmark {
  private static final int MAX_LENGTH = 128;

  /** What kind of text is encoded. */
  @Param({"SENTENCE", "ACCENTED", "IDEOGRAPHS", "HANGUL", "TRUNCATED"})
  @SuppressWarnings("NullAway.Init") // JMH sets it
  public Kind kind;

  @SuppressWarnings("NullAway.Init") // set up before every run
  private InputEncoder encoder;

  /** Texts by what they make the encoder do. */
  public enum Kind {
    SENTENCE("a tangible and visible entity, such as one that can cast a shadow on a wall"),
    ACCENTED("À l'été déjà passé, l'élève préféré goûtait la crème brûlée où dîna Žižek"),
    IDEOGRAPHS("温躍層是海洋或湖泊中溫度隨深度急劇變化的一層水"),
    HANGUL("수온약층은 바다나 호수에서 깊이에 따라 수온이 급격히 변하는 층이다"),
    TRUNCATED("water between the warm surface and the cold deep; ".repeat(20_000));

    private final String text;

    Kind(String text) {
      this.text = text;
    }
  }

  /** Reads the vocabulary named by the system property. */
  @Setup
  public void open() throws IOException {
    String vocabulary = System.getProperty("vocabulary");
    if (vocabulary == null) {
      throw new IllegalStateException(
          "system property vocabulary is not set; give a WordPiece vocab.txt with "
              + "-Dvocabulary=FILE before -jar");
    }
    encoder =
        WordPieceEncoder.text(
            Path.of(vocabulary),
            new InputSpec("text", "vocab.txt", true, MAX_LENGTH),
            List.of(int64("input_ids"), int64("attention_mask"), int64("token_type_ids")));
  }

  /** One text to one row of three tensors. */
  @Benchmark
  public EncodedInput encode() throws InputException {
    return encoder.encode(kind.text);
  }

  private static TensorSpec int64(String name) {
    return new TensorSpec(name, ElementType.INT64, true, List.of());
  }
}
