package dev.thermocline.builder.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordNetGlossesTest {
  private static final String DATA_NOUN = "/net/sf/extjwnl/data/wordnet/wn31/data.noun";

  @TempDir private Path directory;

  @Test
  void cutsExamplesAndLabelsWithTheSupersense() throws Exception {
    Path file =
        write(
            "  1 licence text",
            "00001740 03 n 01 entity 0 000 | that which is perceived  ",
            "00017402 05 n 01 beast 0 001 @ 00001740 n 0000 | a living thing; of any kind; \"he rode\"; \"b\"  ",
            "00028270 28 n 01 hour 0 000 | a period: \"for an hour\"  ");

    assertThat(WordNetGlosses.read(file))
        .containsExactly(
            new Example(
                "wn31-n-00017402", "a living thing; of any kind", "noun.animal", "00017402"),
            new Example("wn31-n-00028270", "a period", "noun.time", "00028270"));
  }

  @Test
  void keepsTheFirstOfEqualTextsAndNoneOfAmbiguousOnes() throws Exception {
    Path file =
        write(
            "00000001 05 n 01 a 0 000 | same twice  ",
            "00000002 05 n 01 b 0 000 | same twice  ",
            "00000003 05 n 01 c 0 000 | ambiguous  ",
            "00000004 06 n 01 d 0 000 | ambiguous  ",
            "00000005 05 n 01 e 0 000 | ambiguous  ");

    assertThat(WordNetGlosses.read(file))
        .extracting(Example::id)
        .containsExactly("wn31-n-00000001");
  }

  @Test
  void namesFileAndLineOfWhatIsNoSynset() throws Exception {
    Path verbs = write("00001740 29 v 04 breathe 0 000 | draw air into, and expel  ");
    Path noGloss = Files.writeString(directory.resolve("no-gloss"), "00001740 05 n 01 a 0 000\n");

    assertThatThrownBy(() -> WordNetGlosses.read(verbs))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("data.noun, line 1")
        .hasMessageContaining("03 to 28");
    assertThatThrownBy(() -> WordNetGlosses.read(noGloss))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no-gloss, line 1");
  }

  @Test
  void fillsEverySplitFromTheRealNouns() throws Exception {
    Path file = directory.resolve("data.noun");
    try (InputStream nouns =
        Objects.requireNonNull(getClass().getResourceAsStream(DATA_NOUN), DATA_NOUN)) {
      Files.copy(nouns, file);
    }

    List<Example> glosses = WordNetGlosses.read(file);
    Splits splits = Splits.of(glosses, SplitPlan.WORD_NET, 1);

    Set<String> texts = new HashSet<>();
    Set<String> labels = new HashSet<>();
    for (Example gloss : glosses) {
      assertThat(texts.add(gloss.text())).as(gloss.text()).isTrue();
      labels.add(String.valueOf(gloss.label()));
    }
    assertThat(labels).containsExactlyInAnyOrderElementsOf(WordNetGlosses.SUPERSENSES);
    assertThat(glosses).hasSize(81_510);
    assertThat(splits.fit()).hasSize(38_000);
    assertThat(splits.tune()).hasSize(11_000);
    assertThat(splits.certify()).hasSize(16_000);
    assertThat(splits.test()).hasSize(16_510);
  }

  private Path write(String... lines) throws IOException {
    return Files.write(directory.resolve("data.noun"), List.of(lines));
  }
}
