package dev.thermocline.engine.input;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * Whatever a text holds and wherever it is cut off, its ids lie in the vocabulary, are as many as
 * the model takes, and come out the same again; or it is refused because there is nothing in it.
 */
class TokenizerFuzzTest {
  private static final int SHORT = 8;
  private static final int LONG = 1 << 16;

  private static final InputEncoder LIMITED = Reference.encoder(SHORT);
  private static final InputEncoder WHOLE = Reference.encoder(LONG);

  @FuzzTest
  void givesIdsOfTheVocabularyOrRefuses(byte[] input) {
    byte[] bytes = Arrays.copyOf(input, Math.min(input.length, LONG / 8));

    checkPrefixes(new String(bytes, StandardCharsets.UTF_8));
    checkPrefixes(units(bytes));
  }

  /** The text and some of its beginnings, whatever they cut through. */
  private static void checkPrefixes(String text) {
    for (int end = text.length(); end > 0; end -= 1 + end / 8) {
      check(text.substring(0, end));
    }
  }

  private static void check(String text) {
    Optional<EncodedInput> whole = encoded(WHOLE, text);
    Optional<EncodedInput> limited = encoded(LIMITED, text);

    assertThat(encoded(WHOLE, text)).isEqualTo(whole);
    assertThat(limited.isPresent()).isEqualTo(whole.isPresent());
    if (whole.isEmpty() || limited.isEmpty()) {
      return;
    }
    long[] all = Reference.ids(whole.get());
    long[] ids = Reference.ids(limited.get());
    assertThat(LongStream.of(all).allMatch(id -> id >= 0 && id < Reference.vocabularySize()))
        .isTrue();
    assertThat(whole.get().truncated()).isFalse();
    assertThat(limited.get().truncated()).isEqualTo(all.length > SHORT);
    assertThat(ids).hasSize(Math.min(SHORT, all.length));
    assertThat(Arrays.copyOf(ids, ids.length - 1)).isEqualTo(Arrays.copyOf(all, ids.length - 1));
    assertThat(ids[ids.length - 1]).isEqualTo(all[all.length - 1]);
  }

  private static Optional<EncodedInput> encoded(InputEncoder encoder, String text) {
    try {
      return Optional.of(encoder.encode(text));
    } catch (InputException refused) {
      assertThat(refused.getMessage()).contains("at least one visible character");
      return Optional.empty();
    }
  }

  /** Two bytes a UTF-16 unit, so that surrogates come alone and the wrong way round. */
  private static String units(byte[] bytes) {
    char[] units = new char[bytes.length / 2];
    for (int i = 0; i < units.length; i++) {
      units[i] = (char) ((bytes[2 * i] & 0xFF) << 8 | bytes[2 * i + 1] & 0xFF);
    }
    return new String(units);
  }
}
