package dev.thermocline.cli.books;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
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

  private void received(String id, @Nullable String key) {
    books.received(PARTITION, offset++, 0, id, key);
  }

  private void assertFaults(int missing, int duplicates, int outOfOrder, int unknown) {
    assertThat(List.of(books.missing(), books.duplicates(), books.outOfOrder(), books.unknown()))
        .as("missing, twice, out of order, unknown")
        .containsExactly(missing, duplicates, outOfOrder, unknown);
  }
}
