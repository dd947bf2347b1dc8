package dev.thermocline.cli.books;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The books against a plain count of what went in and came out. */
class BooksPropertyTest {

  private static final int PARTITION = 0;

  @Property
  void countsAreThoseOfTheMultisets(
      @ForAll @Size(max = 40) List<@IntRange(max = 5) Integer> in,
      @ForAll @Size(max = 40) List<@IntRange(max = 6) Integer> out,
      @ForAll @Size(max = 10) List<@IntRange(max = 45) Integer> dead,
      @ForAll Random random) {
    Books account = new Books();
    for (int at = 0; at < in.size(); at++) {
      account.received(PARTITION, at, 0, "id" + in.get(at), "k");
    }
    List<Runnable> cameOut = new ArrayList<>();
    out.forEach(id -> cameOut.add(() -> account.answered("id" + id, "k")));
    dead.forEach(at -> cameOut.add(() -> account.buried(PARTITION, at)));
    Collections.shuffle(cameOut, random);
    cameOut.forEach(Runnable::run);

    Map<Integer, Integer> open = new HashMap<>();
    in.forEach(id -> open.merge(id, 1, Integer::sum));
    out.stream().filter(in::contains).forEach(id -> open.merge(id, -1, Integer::sum));
    List<Integer> places = dead.stream().filter(at -> at < in.size()).toList();
    places.stream().distinct().forEach(at -> open.merge(in.get(at), -1, Integer::sum));
    long repeated = places.size() - places.stream().distinct().count();
    long strangers =
        out.stream().filter(id -> !in.contains(id)).count()
            + dead.stream().filter(at -> at >= in.size()).count();

    assertThat(account.missing())
        .isEqualTo(open.values().stream().mapToInt(n -> Math.max(n, 0)).sum());
    assertThat(account.duplicates())
        .isEqualTo(open.values().stream().mapToInt(n -> Math.max(-n, 0)).sum() + (int) repeated);
    assertThat(account.unknown()).isEqualTo((int) strangers);
    assertThat(account.in()).isEqualTo(account.out() + account.deadLettered() + account.missing());
  }

  @Property
  void ofDistinctIdsEachIsOutOfOrderThatALaterOneOfItsKeyPreceded(
      @ForAll @IntRange(min = 1, max = 40) int size,
      @ForAll @IntRange(min = 1, max = 4) int keys,
      @ForAll Random random) {
    Books account = new Books();
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      account.received(PARTITION, i, 0, "id" + i, "k" + i % keys);
      order.add(i);
    }
    Collections.shuffle(order, random);
    int behind = 0;
    for (int at = 0; at < size; at++) {
      int number = order.get(at);
      account.answered("id" + number, "k" + number % keys);
      boolean later =
          order.subList(0, at).stream().anyMatch(n -> n % keys == number % keys && n > number);
      behind += later ? 1 : 0;
    }

    assertThat(account.outOfOrder()).isEqualTo(behind);
    assertThat(account.missing()).isZero();
  }
}
