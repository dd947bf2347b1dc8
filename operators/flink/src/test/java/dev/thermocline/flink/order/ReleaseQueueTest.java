package dev.thermocline.flink.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleaseQueueTest {
  private final ReleaseQueue<String, String, Integer> queue =
      new ReleaseQueue<>(true, (later, earlier) -> later > 0 && earlier > 0);

  @Test
  void aRunOfCompletedRecordsLeavesWithItsFirst() {
    var first = queue.admit("k", "1");
    var second = queue.admit("k", "2");
    var third = queue.admit("k", "3");

    queue.complete(third);
    queue.complete(second);
    assertThat(released()).isEmpty();
    queue.complete(first);

    assertThat(released()).containsExactly("1", "2", "3");
    assertThat(queue.inFlight()).isZero();
  }

  @Test
  void aRecordOfAKeySeenBeforeStartsAnew() {
    queue.complete(queue.admit("k", "1"));
    queue.complete(queue.admit("k", "2"));

    assertThat(released()).containsExactly("1", "2");
  }

  @Test
  void recordsAreInFlightInOrderOfAdmissionUntilTheyArePolled() {
    var first = queue.admit("a", "1");
    var second = queue.admit("b", "2");
    queue.admit("a", "3");
    queue.complete(second);
    assertThat(inFlight()).containsExactly("a1", "b2", "a3");

    queue.poll();
    assertThat(inFlight()).containsExactly("a1", "a3");
    queue.complete(first);
    queue.poll();
    queue.admit("b", "4");

    assertThat(inFlight()).containsExactly("a3", "b4");
  }

  private List<String> inFlight() {
    List<String> inFlight = new ArrayList<>();
    queue.forEachInFlight((key, record) -> inFlight.add(key + record));
    return inFlight;
  }

  @Test
  void aSignalBehindAnotherThatItSupersedesReplacesIt() {
    var record = queue.admit("k", "1");
    queue.signal(1);
    queue.signal(2);
    queue.signal(-1);
    queue.signal(3);

    queue.complete(record);

    assertThat(released()).containsExactly("1", "2", "-1", "3");
  }

  @Test
  void signalsOfSeveralSegmentsLeaveTogetherWhenTheFirstCompletesLast() {
    var first = queue.admit("a", "a");
    queue.signal(1);
    var second = queue.admit("b", "b");
    queue.signal(2);

    queue.complete(second);
    assertThat(released()).containsExactly("b");
    queue.complete(first);

    assertThat(released()).containsExactly("a", "1", "2");
  }

  @Test
  void completingARecordTwiceIsRefused() {
    var record = queue.admit("k", "1");
    queue.complete(record);

    assertThatThrownBy(() -> queue.complete(record))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("record 1 was completed twice");
  }

  private List<String> released() {
    List<String> all = new ArrayList<>();
    for (var next = queue.poll(); next != null; next = queue.poll()) {
      all.add(
          next instanceof Ticket<?, ?, ?> ticket
              ? ticket.record().toString()
              : ((Signal<?, ?>) next).value().toString());
    }
    return all;
  }
}
