package dev.thermocline.flink.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever the arrivals and whatever the order of completion. Signals are negative numbers. */
class ReleaseQueuePropertyTest {
  private static final int SIGNAL = 0;

  private final List<Integer> released = new ArrayList<>();
  private final List<Ticket<Integer, Integer, Integer>> waiting = new ArrayList<>();

  /** Arrivals: 0 is a signal, anything else a record of that key. */
  @Property
  void everythingLeavesOnceAndNoSignalOvertakesARecord(
      @ForAll boolean ordered,
      @ForAll @Size(max = 60) List<@IntRange(max = 4) Integer> arrivals,
      @ForAll Random completion) {
    run(ordered, arrivals, completion);

    assertThat(released).containsExactlyInAnyOrderElementsOf(arrived(arrivals));
    for (int i = 0; i < arrivals.size(); i++) {
      if (arrivals.get(i) == SIGNAL) {
        int place = released.indexOf(name(arrivals, i));
        List<Integer> earlier =
            IntStream.range(0, i).mapToObj(before -> name(arrivals, before)).toList();
        assertThat(released.subList(0, place)).containsAll(earlier);
      }
    }
  }

  @Property
  void orderedRecordsOfOneKeyLeaveAsTheyCame(
      @ForAll @Size(max = 60) List<@IntRange(max = 4) Integer> arrivals,
      @ForAll Random completion) {
    run(true, arrivals, completion);

    for (int key = 1; key <= 4; key++) {
      int wanted = key;
      List<Integer> ofKey =
          released.stream().filter(r -> r > 0 && arrivals.get(r - 1) == wanted).toList();
      assertThat(ofKey).isSorted();
    }
  }

  @Property
  void unorderedRecordsLeaveAtOnce(
      @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 4) Integer> arrivals,
      @ForAll Random completion) {
    List<Integer> completed = run(false, arrivals, completion);

    assertThat(released).isEqualTo(completed);
  }

  /** Interleaves arrivals with completions in random order; the order of completion. */
  private List<Integer> run(boolean ordered, List<Integer> arrivals, Random completion) {
    released.clear();
    ReleaseQueue<Integer, Integer, Integer> queue = new ReleaseQueue<>(ordered, (a, b) -> false);
    List<Integer> completed = new ArrayList<>();
    for (int i = 0; i < arrivals.size(); i++) {
      int key = arrivals.get(i);
      if (key == SIGNAL) {
        queue.signal(name(arrivals, i));
      } else {
        waiting.add(queue.admit(key, i + 1));
      }
      while (!waiting.isEmpty() && completion.nextInt(3) == 0) {
        completed.add(completeOne(queue, completion));
      }
      drain(queue);
    }
    while (!waiting.isEmpty()) {
      completed.add(completeOne(queue, completion));
      drain(queue);
    }
    assertThat(queue.inFlight()).isZero();
    queue.forEachInFlight((key, record) -> fail("still in flight: " + record));
    return completed;
  }

  private int completeOne(ReleaseQueue<Integer, Integer, Integer> queue, Random completion) {
    var ticket = waiting.remove(completion.nextInt(waiting.size()));
    queue.complete(ticket);
    return ticket.record();
  }

  private void drain(ReleaseQueue<Integer, Integer, Integer> queue) {
    for (var next = queue.poll(); next != null; next = queue.poll()) {
      if (next instanceof Ticket<?, Integer, Integer> ticket) {
        released.add(ticket.record());
      } else if (next instanceof Signal<Integer, Integer> signal) {
        released.add(signal.value());
      }
    }
  }

  private static List<Integer> arrived(List<Integer> arrivals) {
    return IntStream.range(0, arrivals.size()).mapToObj(i -> name(arrivals, i)).toList();
  }

  private static int name(List<Integer> arrivals, int at) {
    return arrivals.get(at) == SIGNAL ? -(at + 1) : at + 1;
  }
}
