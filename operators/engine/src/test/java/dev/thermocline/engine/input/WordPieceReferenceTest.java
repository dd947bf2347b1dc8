package dev.thermocline.engine.input;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Equality with Hugging Face's tokenizers on the same vocabulary. */
class WordPieceReferenceTest {
  private static final int LONG_ENOUGH = 4096;

  private static HuggingFaceTokenizer reference;
  private static InputEncoder encoder;

  @BeforeAll
  static void open() {
    reference = Reference.huggingFace();
    encoder = Reference.encoder(LONG_ENOUGH);
  }

  @AfterAll
  static void close() {
    reference.close();
  }

  @Test
  void equalsTheReferenceOnFiveThousandGlosses() throws Exception {
    List<String> glosses = Reference.glosses(16, 5_000);

    assertThat(glosses).hasSize(5_000);
    for (String gloss : glosses) {
      assertThat(ours(gloss)).as(gloss).isEqualTo(theirs(gloss));
    }
  }

  @ParameterizedTest
  @MethodSource("nastyTexts")
  void equalsTheReferenceOnNastyUnicode(String text) throws Exception {
    assertThat(ours(text)).isEqualTo(theirs(text));
  }

  static Stream<String> nastyTexts() {
    return Stream.of(
        "Crème brûlée, São Paulo, Ångström, ŽIŽEK, Đorđe, straße STRASSE ẞ",
        "e\u0301 and \u00e9, a\u0323\u0307 and a\u0307\u0323, \u1e69 s\u0323\u0307",
        "İstanbul ı I i\u0307, ΌΔΥΣΣΕΎΣ ς σ Σ, ǅ ǆ Ǆ, ﬁ ﬂ ﬃ, Ⅷ ⅷ, ① ½ ²",
        "北京大学 and 東京 mixed日本語text, カタカナ がぎぐ ｶﾞ, 한국어 텍스트 각",
        "\uF900\uFA2D\uFAD9 compatibility, 𠀀𪜀𫝀𫠝𬺰 extensions, \uD87E\uDC00 \uD87E\uDE1D",
        "tab\tnewline\nreturn\rfeed\fvertical\u000bnext\u0085line\u2028separator\u2029end",
        "nul\u0000inside, bell\u0007, escape\u001b[31m, delete\u007f, c1\u0080\u009f",
        "no\u00a0break, thin\u2009space, ideographic\u3000space, ogham\u1680space, mvs\u180espace",
        "zero\u200bwidth, joiner\u200d, non\u200cjoiner, bom\ufeff, soft\u00adhyphen, rtl\u202eflip\u202c",
        "replacement\ufffdcharacter, private\ue000use, noncharacter\uffff\ufdd0 \udbff\udffd",
        "👩‍👩‍👧‍👦 family, flag 🇩🇪, skin 👍🏽, keycap 1️⃣, heart ❤️",
        "“quotes” ‘single’ «guillemets» – — … ‰ § ¶ † ‡ • ¿¡ 、。「」【】 ！？",
        "$ + < = > ^ ` | ~ € £ ¥ ° © ® ™ × ÷ ± ≠ ≤ ≯ ∑ √",
        "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
        "it's don't rock'n'roll u.s.a. e-mail foo_bar a/b 3.14 1,000 50% #tag @user",
        "##ing ## # [UNK] [CLS][SEP] a[MASK]b [mask] [PAD [ PAD] [unused0] [[SEP]]",
        "हिन्दी में पाठ ক্ষ தமிழ் ไทย ภาษา ລາວ မြန်မာ ខ្មែរ",
        "עברית שָׁלוֹם العربية مُحَمَّد فارسی",
        "Ελληνικά \u037e \u0387 \u1fef ἄνθρωπος ᾳ ᾼ",
        "Русский Ёж Й й Ѣ, Українська Її ґ",
        "Zalgo Z̷͚̊á̶̱l̸̠̍g̵̣̈o̴̥͝ text",
        "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝐛𝐨𝐥𝐝 𝒸𝓊𝓇𝓈𝒾𝓋𝑒 Ａｆｕｌｌ ｗｉｄｔｈ",
        "𐐀𐐁 deseret \uD834\uDD5E\uD834\uDD65 music \uD804\uDC9A kaithi",
        "\u212a \u212b \u2126 kelvin angstrom ohm",
        "Ꭰ Ꭱ ꭰ cherokee, Ა Ბ georgian, Ⴀ ⴀ",
        "exactly" + "a".repeat(93) + " over" + "a".repeat(97) + " end",
        "é".repeat(100) + " " + "é".repeat(101) + " " + "각".repeat(33) + " " + "각".repeat(34),
        "😀".repeat(100) + " " + "😀".repeat(101),
        "supercalifragilisticexpialidocious pneumonoultramicroscopicsilicovolcanoconiosis",
        "http://example.org/path?q=a%20b&c=d#e user@example.org C:\\dir\\file.txt",
        "trailing spaces   \t\n  ");
  }

  /** A Java string may hold them, UTF-8 may not: a decoder would have put U+FFFD there. */
  @Test
  void takesAnUnpairedSurrogateForTheReplacementCharacter() throws Exception {
    String broken = "hi\ud83d there, lo\ude00w, \ude00\ud83d swapped, pair \ud83d\ude00 \ud83d";
    String decoded = "hi\ufffd there, lo\ufffdw, \ufffd\ufffd swapped, pair \ud83d\ude00 \ufffd";

    assertThat(ours(broken)).isEqualTo(theirs(decoded));
  }

  @Test
  void treatsEveryCharacterOfTheBasicPlaneLikeTheReference() throws Exception {
    for (int c = 1; c <= Character.MAX_VALUE; c++) {
      if (!Character.isSurrogate((char) c)) {
        assertSameBetweenLetters(c);
      }
    }
  }

  @Test
  void treatsSupplementaryCharactersLikeTheReference() throws Exception {
    for (int c = Character.MIN_SUPPLEMENTARY_CODE_POINT; c < 0x20000; c++) {
      assertSameBetweenLetters(c);
    }
    for (int c = 0x20000; c < 0x30000; c += 16) {
      assertSameBetweenLetters(c);
    }
    for (int c = 0xE0000; c <= 0xE01FF; c++) {
      assertSameBetweenLetters(c);
    }
  }

  @Test
  void equalsTheReferenceOnRandomMixturesOfScripts() throws Exception {
    Random random = new Random(20_261_122);
    int[] bases = {0x20, 0x40, 0x60, 0xA0, 0x300, 0x370, 0x400, 0x590, 0x900, 0x1100, 0x1E00};
    int[] more = {0x2000, 0x2190, 0x3000, 0x4E00, 0xAC00, 0xF900, 0xFE00, 0xFF00, 0x1D150, 0x1F600};

    for (int round = 0; round < 3_000; round++) {
      StringBuilder text = new StringBuilder("x");
      for (int i = random.nextInt(40); i >= 0; i--) {
        int base =
            random.nextBoolean()
                ? bases[random.nextInt(bases.length)]
                : more[random.nextInt(more.length)];
        text.appendCodePoint(base + random.nextInt(64));
      }
      assertThat(ours(text.toString())).as(text.toString()).isEqualTo(theirs(text.toString()));
    }
  }

  private static void assertSameBetweenLetters(int codePoint) throws InputException {
    String text = "a" + Character.toString(codePoint) + "a";
    long[] ours = ours(text);
    long[] theirs = theirs(text);
    if (!Arrays.equals(ours, theirs)) {
      assertThat(ours).as("U+%04X", codePoint).isEqualTo(theirs);
    }
  }

  private static long[] ours(String text) throws InputException {
    return Reference.ids(encoder.encode(text));
  }

  private static long[] theirs(String text) {
    return reference.encode(text).getIds();
  }
}
