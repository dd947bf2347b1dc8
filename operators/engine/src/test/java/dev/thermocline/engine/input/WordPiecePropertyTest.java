package dev.thermocline.engine.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class WordPiecePropertyTest {
  private final InputEncoder wide = Reference.encoder(4096);

  @Property
  void textWithALetterIsAlwaysEncodedWithIdsInRange(@ForAll("texts") String text) throws Exception {
    EncodedInput encoded = wide.encode(text + "a");

    assertThat(encoded.length()).isBetween(3, 4096);
    assertThat(LongStream.of(Reference.ids(encoded)))
        .allMatch(id -> id >= 0 && id < Reference.vocabularySize());
  }

  @Property(tries = 200)
  void truncationKeepsAPrefixOfTheWholeEncoding(
      @ForAll("texts") String text, @ForAll @IntRange(min = 3, max = 40) int maxLength)
      throws Exception {
    long[] whole = Reference.ids(wide.encode("a" + text));

    EncodedInput cut = Reference.encoder(maxLength).encode("a" + text);

    long[] ids = Reference.ids(cut);
    assertThat(ids).hasSize(Math.min(maxLength, whole.length));
    assertThat(cut.truncated()).isEqualTo(whole.length > maxLength);
    assertThat(Arrays.copyOf(ids, ids.length - 1)).isEqualTo(Arrays.copyOf(whole, ids.length - 1));
    assertThat(ids[ids.length - 1]).isEqualTo(whole[whole.length - 1]);
  }

  @Property
  void equalTextsHaveEqualEncodings(@ForAll("texts") String text) throws Exception {
    EncodedInput once = wide.encode(text + "a");
    EncodedInput again = wide.encode(String.join("", text, "a"));

    assertThat(again).isEqualTo(once);
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> anyUnits = Arbitraries.strings().ofMaxLength(200);
    Arbitrary<String> codePoints =
        Arbitraries.integers()
            .between(0, Character.MAX_CODE_POINT)
            .map(Character::toString)
            .list()
            .ofMaxSize(60)
            .map(parts -> String.join("", parts));
    Arbitrary<String> words =
        Arbitraries.strings().withChars("abcdeéÉ ,.[]#中\u0301\t").ofMaxLength(200);
    return Arbitraries.oneOf(anyUnits, codePoints, words);
  }
}
