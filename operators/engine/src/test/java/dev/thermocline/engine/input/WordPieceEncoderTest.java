package dev.thermocline.engine.input;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.engine.bundle.ElementType;
import dev.thermocline.engine.bundle.InputSpec;
import dev.thermocline.engine.bundle.TensorSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordPieceEncoderTest {
  private static final List<String> TOKENS =
      List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "un", "##aff", "##able", "##a", ",", "é", "E");

  @TempDir private Path directory;
  private Path vocabulary = Path.of("");

  @BeforeEach
  void writeVocabulary() throws IOException {
    vocabulary = Files.write(directory.resolve("vocab.txt"), TOKENS);
  }

  @Test
  void takesTheLongestPieceFirst() throws Exception {
    assertThat(ids("unaffable, una", 32)).containsExactly(2, 4, 5, 6, 8, 4, 7, 3);
  }

  @Test
  void makesAWordUnknownWhenItsRestMatchesNothing() throws Exception {
    assertThat(ids("unaffx un", 32)).containsExactly(2, 1, 4, 3);
  }

  @Test
  void keepsCaseAndAccentsForACasedVocabulary() throws Exception {
    InputEncoder cased =
        WordPieceEncoder.text(
            vocabulary, new InputSpec("text", "vocab.txt", false, 32), Reference.INPUTS);

    assertThat(Reference.ids(cased.encode("é E e Un"))).containsExactly(2, 9, 10, 1, 1, 3);
  }

  @Test
  void fillsTheTensorsInTheStagesOrder() throws Exception {
    List<TensorSpec> order =
        List.of(
            Reference.int64("segment_ids"),
            Reference.int64("attention_mask"),
            Reference.int64("input_ids"));

    EncodedInput encoded = encoder(32, order).encode("un un");

    assertThat(encoded.length()).isEqualTo(4);
    assertThat(encoded.truncated()).isFalse();
    assertThat(longs(encoded.tensors().get(0))).containsExactly(0, 0, 0, 0);
    assertThat(longs(encoded.tensors().get(1))).containsExactly(1, 1, 1, 1);
    assertThat(longs(encoded.tensors().get(2))).containsExactly(2, 4, 4, 3);
  }

  @Test
  void handsOutHeapBuffersOfExactlyTheRow() throws Exception {
    for (ByteBuffer tensor : encoder(32, Reference.INPUTS).encode("un, un").tensors()) {
      assertThat(tensor.hasArray()).isTrue();
      assertThat(tensor.order()).isEqualTo(ByteOrder.nativeOrder());
      assertThat(tensor.position()).isZero();
      assertThat(tensor.remaining()).isEqualTo(5 * Long.BYTES);
      assertThat(tensor.capacity()).isEqualTo(5 * Long.BYTES);
    }
  }

  @Test
  void truncatesAndFlagsOnlyWhatDoesNotFit() throws Exception {
    InputEncoder four = encoder(4, Reference.INPUTS);

    EncodedInput fits = four.encode("un un \u0000 ");
    EncodedInput cutBetweenWords = four.encode("un un un");
    EncodedInput cutInsideAWord = four.encode("unaffable");

    assertThat(fits.truncated()).isFalse();
    assertThat(cutBetweenWords.truncated()).isTrue();
    assertThat(Reference.ids(cutBetweenWords)).containsExactly(2, 4, 4, 3);
    assertThat(cutInsideAWord.truncated()).isTrue();
    assertThat(Reference.ids(cutInsideAWord)).containsExactly(2, 4, 5, 3);
  }

  @Test
  void flagsASpecialTokenThatDoesNotFit() throws Exception {
    EncodedInput encoded = encoder(3, Reference.INPUTS).encode("un [PAD]");

    assertThat(encoded.truncated()).isTrue();
    assertThat(Reference.ids(encoded)).containsExactly(2, 4, 3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"un ", "un", " ", "\u0000", "é", "각", "\ud800", "[PAD]"})
  void truncatesTenMegabytesInTime(String unit) throws Exception {
    InputEncoder encoder = encoder(64, Reference.INPUTS);
    String text = "un " + unit.repeat(10_000_000 / unit.length());
    assertThat(encoder.encode(text).length()).isBetween(3, 64);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long started = threads.getCurrentThreadCpuTime();

    encoder.encode(text);

    assertThat(Duration.ofNanos(threads.getCurrentThreadCpuTime() - started))
        .isLessThan(Duration.ofSeconds(1));
  }

  @Test
  void specialTokensBeyondTheLengthTakeNoRoom() throws Exception {
    InputEncoder encoder = encoder(64, Reference.INPUTS);
    String text = "[PAD]".repeat(1_000_000);
    assertThat(encoder.encode(text).truncated()).isTrue();
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();

    encoder.encode(text);

    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(100_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " \t\r\n\u3000", "\u0000\u0007\u200b", "\ud800", "\u0301"})
  void refusesTextThatHoldsNothing(String text) {
    InputEncoder encoder = encoder(32, Reference.INPUTS);

    assertThatThrownBy(() -> encoder.encode(text))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("at least one visible character");
  }

  @Test
  void refusesAStageInputItDoesNotKnow() {
    assertThatThrownBy(() -> encoder(32, List.of(Reference.int64("position_ids"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("position_ids")
        .hasMessageContaining("input_ids");
  }

  @Test
  void refusesAStageInputOfAnotherType() {
    TensorSpec floats = new TensorSpec("input_ids", ElementType.FLOAT32, true, List.of());

    assertThatThrownBy(() -> encoder(32, List.of(floats)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FLOAT32")
        .hasMessageContaining("INT64");
  }

  @Test
  void refusesStageInputsWithoutTokenIdsOrWithTwo() {
    assertThatThrownBy(() -> encoder(32, List.of(Reference.int64("attention_mask"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no token ids");
    assertThatThrownBy(
            () ->
                encoder(
                    32, List.of(Reference.int64("input_ids"), Reference.int64("input_word_ids"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("twice");
  }

  @Test
  void refusesAVocabularyWithoutItsSpecialTokens() throws Exception {
    Path file = Files.write(directory.resolve("poor.txt"), List.of("[UNK]", "[CLS]", "a"));

    assertThatThrownBy(() -> Vocabulary.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("poor.txt")
        .hasMessageContaining("[SEP]");
  }

  @Test
  void refusesAVocabularyWithATokenTwice() throws Exception {
    Path file =
        Files.write(directory.resolve("twice.txt"), List.of("[UNK]", "[CLS]", "[SEP]", "a", "a"));

    assertThatThrownBy(() -> Vocabulary.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"a\" on lines 4 and 5");
  }

  @Test
  void refusesAVocabularyThatIsNotUtf8() throws Exception {
    Path file = Files.writeString(directory.resolve("latin.txt"), "[UNK]\né", ISO_8859_1);

    assertThatThrownBy(() -> Vocabulary.read(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("latin.txt is not UTF-8");
  }

  @Test
  void namesAVocabularyThatIsNotThere() {
    assertThatThrownBy(() -> Vocabulary.read(directory.resolve("absent.txt")))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("absent.txt");
  }

  @Test
  void refusesAnotherInputType() {
    InputSpec image = new InputSpec("image", "vocab.txt", true, 32);

    assertThatThrownBy(() -> WordPieceEncoder.text(vocabulary, image, Reference.INPUTS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("image");
  }

  @Test
  void givesEveryThreadTheSameAnswer() throws Exception {
    InputEncoder encoder = Reference.encoder(64);
    List<String> glosses = Reference.glosses(400, 200);
    List<long[]> alone = encodeAll(encoder, glosses);
    ExecutorService pool = Executors.newFixedThreadPool(4);

    try {
      List<Callable<List<long[]>>> tasks =
          IntStream.range(0, 8)
              .<Callable<List<long[]>>>mapToObj(i -> () -> encodeAll(encoder, glosses))
              .toList();
      for (Future<List<long[]>> result : pool.invokeAll(tasks)) {
        assertThat(result.get()).usingRecursiveComparison().isEqualTo(alone);
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static List<long[]> encodeAll(InputEncoder encoder, List<String> texts)
      throws InputException {
    long[][] ids = new long[texts.size()][];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = Reference.ids(encoder.encode(texts.get(i)));
    }
    return List.of(ids);
  }

  private long[] ids(String text, int maxLength) throws InputException {
    return Reference.ids(encoder(maxLength, Reference.INPUTS).encode(text));
  }

  private InputEncoder encoder(int maxLength, List<TensorSpec> inputs) {
    try {
      return WordPieceEncoder.text(
          vocabulary, new InputSpec("text", "vocab.txt", true, maxLength), inputs);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long[] longs(ByteBuffer tensor) {
    long[] values = new long[tensor.remaining() / Long.BYTES];
    tensor.asLongBuffer().get(values);
    return values;
  }
}
