package dev.thermocline.flink.order;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides when completed records and the signals between them may leave.
 *
 * <p>Records complete in any order. Ordered, a record leaves once it and every earlier record of
 * its key are complete; unordered, once it is complete. A signal leaves when every record admitted
 * before it has left; records may overtake a signal, a signal never overtakes a record. Signals
 * keep their order. Not thread-safe.
 *
 * <p>Each operation costs amortised constant time.
 *
 * @param <K> keys; equality as in a map
 * @param <R> records
 * @param <S> signals
 */
public final class ReleaseQueue<K, R, S> {
  private final boolean ordered;
  private final BiPredicate<S, S> supersedes;
  private final Map<K, Ticket<K, R, S>> lastOfKey = new HashMap<>();
  private final ArrayDeque<Segment<R, S>> segments = new ArrayDeque<>();
  private final ArrayDeque<Released<R, S>> released = new ArrayDeque<>();

  /** Ends of the list of records in flight, in order of admission. */
  private @Nullable Ticket<K, R, S> oldest;

  private @Nullable Ticket<K, R, S> newest;
  private int inFlight;

  /**
   * Makes an empty queue.
   *
   * @param ordered whether records leave in order of admission per key
   * @param supersedes whether a signal makes the one right before it superfluous
   */
  public ReleaseQueue(boolean ordered, BiPredicate<S, S> supersedes) {
    this.ordered = ordered;
    this.supersedes = supersedes;
  }

  /** Takes in a record; the ticket is to be completed exactly once. */
  public Ticket<K, R, S> admit(K key, R record) {
    Segment<R, S> segment = openSegment();
    segment.admit();
    Ticket<K, R, S> ticket = new Ticket<>(key, record, segment);
    link(ticket);
    if (ordered) {
      Ticket<K, R, S> previous = lastOfKey.put(key, ticket);
      if (previous == null) {
        ticket.first = true;
      } else {
        previous.next = ticket;
      }
    }
    return ticket;
  }

  /**
   * Marks a record as ready to leave.
   *
   * @throws IllegalStateException if it was completed before
   */
  public void complete(Ticket<K, R, S> ticket) {
    if (ticket.completed) {
      throw new IllegalStateException("record " + ticket.record() + " was completed twice");
    }
    ticket.completed = true;
    if (!ordered) {
      release(ticket);
    } else if (ticket.first) {
      releaseRun(ticket);
    }
  }

  /** Takes in a signal; it leaves behind every record admitted so far. */
  public void signal(S signal) {
    Segment<R, S> segment = segments.peekLast();
    if (segment == null) {
      released.add(new Signal<>(signal));
      return;
    }
    List<Signal<R, S>> signals = segment.signals();
    int last = signals.size() - 1;
    if (last >= 0 && supersedes.test(signal, signals.get(last).value())) {
      signals.set(last, new Signal<>(signal));
    } else {
      signals.add(new Signal<>(signal));
    }
  }

  /** The next thing to leave, or null when everything else has to wait. */
  @SuppressWarnings("unchecked") // every released ticket was admitted here
  public @Nullable Released<R, S> poll() {
    Released<R, S> next = released.poll();
    if (next instanceof Ticket) {
      unlink((Ticket<K, R, S>) next);
    }
    return next;
  }

  /** Records admitted and not yet polled. */
  public int inFlight() {
    return inFlight;
  }

  /** Visits the records admitted and not yet polled, complete or not, in order of admission. */
  public void forEachInFlight(BiConsumer<K, R> visitor) {
    for (Ticket<K, R, S> ticket = oldest; ticket != null; ticket = ticket.younger) {
      visitor.accept(ticket.key, ticket.record());
    }
  }

  private void link(Ticket<K, R, S> ticket) {
    inFlight++;
    ticket.older = newest;
    if (newest == null) {
      oldest = ticket;
    } else {
      newest.younger = ticket;
    }
    newest = ticket;
  }

  private void unlink(Ticket<K, R, S> ticket) {
    inFlight--;
    if (ticket.older == null) {
      oldest = ticket.younger;
    } else {
      ticket.older.younger = ticket.younger;
    }
    if (ticket.younger == null) {
      newest = ticket.older;
    } else {
      ticket.younger.older = ticket.older;
    }
  }

  private Segment<R, S> openSegment() {
    Segment<R, S> last = segments.peekLast();
    if (last == null || last.closed()) {
      last = new Segment<>();
      segments.add(last);
    }
    return last;
  }

  private void releaseRun(Ticket<K, R, S> head) {
    Ticket<K, R, S> ticket = head;
    while (true) {
      Ticket<K, R, S> next = ticket.next;
      release(ticket);
      if (next == null) {
        lastOfKey.remove(ticket.key);
        return;
      }
      next.first = true;
      if (!next.completed) {
        return;
      }
      ticket = next;
    }
  }

  private void release(Ticket<K, R, S> ticket) {
    released.add(ticket);
    ticket.segment.leave();
    Segment<R, S> head = segments.peek();
    while (head != null && head.empty()) {
      released.addAll(head.signals());
      segments.remove();
      head = segments.peek();
    }
  }
}
