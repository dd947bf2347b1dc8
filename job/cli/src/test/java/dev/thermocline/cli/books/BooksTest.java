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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class BooksTest {

  private static final int PARTITION = 0;

  private final Books books = new Books();
  private long offset;

  @Test
  void whatCameOutInOrderLeavesNothingOpen() {
    received("a", "k");
    received("b", "k");

    int first = books.answered("a", "k");
    int second = books.answered("b", "k");

    assertThat(List.of(first, second)).containsExactly(0, 1);
    assertFaults(0, 0, 0, 0);
    assertThat(books.in()).isEqualTo(2);
    assertThat(books.out()).isEqualTo(2);
    assertThat(books.id(1)).isEqualTo("b");
  }

  @Test
  void aRecordByNeitherWayIsMissingAndNamed() {
    received("a", "k");
    received("b", "k");

    books.answered("b", "k");

    assertFaults(1, 0, 0, 0);
    assertThat(books.missingIds()).containsExactly("a");
  }

  @Test
  void aSecondAnswerIsTwiceAndNoDisorder() {
    received("a", "k");
    received("b", "k");
    books.answered("a", "k");
    books.answered("b", "k");

    int again = books.answered("a", "k");

    assertThat(again).isEqualTo(Books.TWICE);
    assertFaults(0, 1, 0, 0);
    assertThat(books.duplicateIds()).containsExactly("a");
  }

  @Test
  void everyAnswerBehindTheLatestOfItsKeyIsOutOfOrder() {
    List.of("a", "b", "c", "d").forEach(id -> received(id, "k"));

    List.of("d", "b", "c", "a").forEach(id -> books.answered(id, "k"));

    assertFaults(0, 0, 3, 0);
    assertThat(books.outOfOrderIds()).containsExactly("b", "c", "a");
  }

  @Test
  void keysAreInNoOrderAmongEachOtherNorAreRecordsWithoutOne() {
    received("a", "k");
    received("b", "l");
    received("c", null);
    received("d", null);

    books.answered("d", null);
    books.answered("c", null);
    books.answered("b", "l");
    books.answered("a", "k");

    assertFaults(0, 0, 0, 0);
  }

  @Test
  void oneKeyInTwoPartitionsHasAnOrderInEachAndNoneBetween() {
    books.received(0, 0, 0, "a", "k");
    books.received(1, 0, 0, "b", "k");
    books.received(1, 1, 0, "c", "k");

    books.answered("c", "k");
    books.answered("a", "k");
    books.answered("b", "k");

    assertFaults(0, 0, 1, 0);
    assertThat(books.outOfOrderIds()).containsExactly("b");
  }

  @Test
  void equalIdsAreMissingAndTwiceByTheirNumber() {
    List.of("a", "a", "a", "b").forEach(id -> received(id, "k"));

    List.of("a", "a", "b", "b").forEach(id -> books.answered(id, "k"));

    assertFaults(1, 1, 0, 0);
  }

  @Test
  void anAnswerIsBookedForTheFirstOfEqualIdsThatIsInOrder() {
    List.of("a", "b", "a").forEach(id -> received(id, "k"));

    books.answered("b", "k");
    int booked = books.answered("a", "k");

    assertThat(booked).as("the one behind b").isEqualTo(2);
    assertFaults(1, 0, 0, 0);
    books.answered("a", "k");
    assertFaults(0, 0, 1, 0);
  }

  @Test
  void equalIdsUnderDifferentKeysAreDifferentRecords() {
    received("a", "k");
    received("a", "l");

    books.answered("a", "l");
    books.answered("a", "l");

    assertFaults(1, 1, 0, 0);
  }

  @Test
  void aDeadLetterIsBookedForItsPlaceAndBreaksNoOrder() {
    List.of("a", "b", "c").forEach(id -> received(id, "k"));

    books.buried(PARTITION, 1);
    books.answered("a", "k");
    books.answered("c", "k");

    assertFaults(0, 0, 0, 0);
    assertThat(books.deadLettered()).isEqualTo(1);
    assertThat(books.out()).isEqualTo(2);
  }

  @Test
  void aRecordBothAnsweredAndDeadLetteredIsTwice() {
    received("a", "k");

    books.answered("a", "k");
    int buried = books.buried(PARTITION, 0);

    assertThat(buried).isEqualTo(Books.TWICE);
    assertFaults(0, 1, 0, 0);
  }

  @Test
  void aDeadLetterOfEqualIdsWhoseAnswerCameFirstIsNotTwice() {
    received("a", "k");
    received("a", "k");

    books.answered("a", "k");
    books.buried(PARTITION, 0);

    assertFaults(0, 0, 0, 0);
    assertThat(books.deadLettered()).isEqualTo(1);
  }

  @Test
  void aDeadLetterWrittenTwiceIsForNoOtherRecordThatLooksTheSame() {
    received("a", "k");
    received("a", "k");

    books.buried(PARTITION, 0);
    int again = books.buried(PARTITION, 0);

    assertThat(again).isEqualTo(Books.TWICE);
    assertFaults(1, 1, 0, 0);
  }

  @Test
  void ofEqualIdsAnAnswerIsForTheOneOfItsTimestamp() {
    books.received(PARTITION, 0, 100, "a", "k");
    books.received(PARTITION, 1, 200, "a", "k");

    int second = books.answered("a", "k", 200);
    int again = books.answered("a", "k", 200);

    assertThat(second).isEqualTo(1);
    assertThat(again).as("not the first one's").isEqualTo(Books.TWICE);
    assertFaults(1, 1, 0, 0);
  }

  @Test
  void anAnswerOfAnotherTimeIsToNoRecordOfThisTopic() {
    books.received(PARTITION, 0, 200, "a", "k");

    int booked = books.answered("a", "k", 300);

    assertThat(booked).isEqualTo(Books.UNKNOWN);
    assertFaults(1, 0, 0, 1);
  }

  @Test
  void anAnswerToARecordOfTheFutureOrOfNoTimeBearsTheJobsTime() {
    books.received(PARTITION, 0, 900, "a", "k");
    books.received(PARTITION, 1, -1, "b", "k");

    books.answered("a", "k", 500);
    books.answered("b", "k", 500);

    assertFaults(0, 0, 0, 0);
  }

  @Test
  void equalIdsOfOneKeyInTwoPartitionsAreToldApartByTheirTime() {
    books.received(0, 0, 1, "a", "k");
    books.received(0, 1, 2, "b", "k");
    books.received(1, 0, 3, "a", "k");
    books.received(1, 1, 4, "c", "k");

    books.answered("a", "k", 3);
    books.answered("c", "k", 4);
    books.answered("a", "k", 1);
    books.answered("b", "k", 2);

    assertFaults(0, 0, 0, 0);
  }

  @Test
  void whatNeverWentInIsUnknown() {
    received("a", "k");
    books.answered("a", "k");

    books.answered("z", "k");
    books.answered("a", "z");
    books.answered("a", null);
    books.buried(PARTITION, 5);
    books.buried(7, 0);

    assertFaults(0, 0, 0, 5);
    assertThat(books.unknownIds()).contains("z", "dead letter of partition 7 offset 0");
  }

  @Test
  void whatWentInAfterTheAccountBeganIsNotMissed() {
    received("a", "k");
    books.closeDue();
    received("b", "k");
    received("c", "k");

    List.of("a", "b", "b").forEach(id -> books.answered(id, "k"));

    assertThat(books.in()).isEqualTo(1);
    assertThat(books.out()).isEqualTo(1);
    assertFaults(0, 1, 0, 0);
  }

  @Test
  void tenOfManyAreNamed() {
    for (int i = 0; i < 50; i++) {
      received("id" + i, "k");
    }

    assertThat(books.missingIds()).hasSize(10).startsWith("id0", "id1");
  }

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

  private void received(String id, @Nullable String key) {
    books.received(PARTITION, offset++, 0, id, key);
  }

  private void assertFaults(int missing, int duplicates, int outOfOrder, int unknown) {
    assertThat(List.of(books.missing(), books.duplicates(), books.outOfOrder(), books.unknown()))
        .as("missing, twice, out of order, unknown")
        .containsExactly(missing, duplicates, outOfOrder, unknown);
  }
}
