package dev.thermocline.builder.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SplitsTest {
  private static final SplitPlan PLAN = new SplitPlan(50, 20, 20, 10);

  @Test
  void takesTheSizesOfThePlanAndLeavesTheRestForTest() {
    Splits splits = Splits.of(examples(123, 1), PLAN, 7);

    assertThat(splits.counts())
        .containsExactly(
            Map.entry("fit", 50),
            Map.entry("tune", 20),
            Map.entry("certify", 20),
            Map.entry("test", 33));
  }

  @Property(tries = 100)
  void partsAreDisjointCompleteAndKeepGroupsTogether(
      @ForAll @IntRange(min = 120, max = 300) int records,
      @ForAll @IntRange(min = 1, max = 4) int groupSize,
      @ForAll long seed) {
    List<Example> examples = examples(records, groupSize);

    Splits splits = Splits.of(examples, PLAN, seed);

    Map<String, String> homes = new HashMap<>();
    List<Example> all = new ArrayList<>();
    splits
        .byName()
        .forEach(
            (name, split) -> {
              all.addAll(split);
              split.forEach(
                  example ->
                      assertThat(homes.computeIfAbsent(example.group(), g -> name))
                          .isEqualTo(name));
            });
    assertThat(all).containsExactlyInAnyOrderElementsOf(examples);
    assertThat(splits.fit()).hasSizeBetween(50, 50 + groupSize - 1);
    assertThat(splits.tune()).hasSizeBetween(20, 20 + groupSize - 1);
    assertThat(splits.certify()).hasSizeBetween(20, 20 + groupSize - 1);
  }

  @Test
  void dependsOnTheSeedButNotOnTheOrderOfTheFile() {
    List<Example> examples = examples(200, 2);
    List<Example> shuffled = new ArrayList<>(examples);
    Collections.shuffle(shuffled, new Random(1));

    Splits splits = Splits.of(examples, PLAN, 7);

    assertThat(Splits.of(shuffled, PLAN, 7)).isEqualTo(splits);
    assertThat(Splits.of(examples, PLAN, 8).digests()).isNotEqualTo(splits.digests());
  }

  @Test
  void neverPutsOneTextIntoTwoParts() {
    List<Example> repeated = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String text = i % 2 == 0 ? "Text  number " + i % 40 : "text number " + i % 40 + " ";
      repeated.add(new Example("id" + i, text, null, "id" + i));
    }

    Splits splits = Splits.of(repeated, PLAN, 7);

    Map<String, String> homes = new HashMap<>();
    splits
        .byName()
        .forEach(
            (name, split) ->
                split.forEach(
                    example ->
                        assertThat(
                                homes.computeIfAbsent(
                                    example.text().strip().replaceAll(" +", " ").toLowerCase(),
                                    text -> name))
                            .isEqualTo(name)));
    assertThat(homes).hasSize(40);
  }

  @Test
  void shufflesTheRows() {
    List<Example> fit = Splits.of(examples(200, 1), PLAN, 7).fit();

    assertThat(fit).isNotEqualTo(fit.stream().sorted(Comparator.comparing(Example::id)).toList());
  }

  @Test
  void digestsTheIdsInOrder() {
    List<Example> examples =
        List.of(new Example("a", "x", null, "a"), new Example("b", "y", null, "b"));

    assertThat(Splits.digest(examples))
        .isEqualTo("911169ddaaf146aff539f58c26c489af3b892dff0fe283c1c264c65ae5aa59a2");
    assertThat(Splits.digest(List.of(examples.get(1), examples.get(0))))
        .isNotEqualTo(Splits.digest(examples));
  }

  @Test
  void refusesDataThatDoesNotSuffice() {
    assertThatThrownBy(() -> Splits.of(examples(99, 1), PLAN, 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("99 records")
        .hasMessageContaining("at least 100");
    assertThatThrownBy(() -> Splits.of(examples(120, 120), PLAN, 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("120 records");
  }

  @Test
  void refusesAnIdThatStandsTwice() {
    List<Example> examples = new ArrayList<>(examples(120, 1));
    examples.add(examples.get(5));

    assertThatThrownBy(() -> Splits.of(examples, PLAN, 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(examples.get(5).id());
  }

  @Test
  void plansSharesOfADataSet() {
    assertThat(SplitPlan.ofFractions(1_000, .5, .2, .2)).isEqualTo(new SplitPlan(500, 200, 200, 1));
    assertThatThrownBy(() -> SplitPlan.ofFractions(1_000, .5, .3, .2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("certify 0.2");
    assertThatThrownBy(() -> SplitPlan.ofFractions(3, .5, .2, .2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("split tune");
  }

  private static List<Example> examples(int records, int groupSize) {
    return IntStream.range(0, records)
        .mapToObj(i -> new Example("id-" + i, "text " + i, null, "group-" + i / groupSize))
        .toList();
  }
}
