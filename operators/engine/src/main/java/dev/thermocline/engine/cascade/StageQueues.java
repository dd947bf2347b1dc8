package dev.thermocline.engine.cascade;

import dev.thermocline.engine.runtime.StageCosts;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue per stage and length bucket, and the rule for which one runs next: the deepest with a
 * full batch or a record that has lingered long enough, else stage 1, else the deepest that is not
 * empty. Among the buckets of a stage the one with the oldest head goes first. Not thread-safe.
 *
 * <p>The linger is what a record may wait behind stage 1 altogether. Spent at the first queue,
 * where most records meet, it fills the batches of all that follow: survivors go on together.
 */
final class StageQueues<T> {

  /**
   * Records that run a stage together.
   *
   * @param stage 1-based stage
   */
  record Batch<T>(int stage, List<Flight<T>> flights) {}

  private final int stages;
  private final int buckets;
  private final long lingerNanos;
  private final int[] limits;
  private final List<ArrayDeque<Flight<T>>> queues = new ArrayList<>();

  /** When the first record of each queue will have lingered long enough. */
  private final long[] dueNanos;

  private int waiting;

  StageQueues(int stages, CascadeSettings settings, StageCosts costs) {
    this.stages = stages;
    this.buckets = settings.lengthBuckets().size();
    this.lingerNanos = settings.linger().toNanos();
    this.limits = new int[stages * buckets];
    this.dueNanos = new long[stages * buckets];
    double maxSeconds = settings.maxTime().toNanos() * 1e-9;
    for (int stage = 1; stage <= stages; stage++) {
      for (int bucket = 0; bucket < buckets; bucket++) {
        limits[index(stage, bucket)] =
            costs.largestBatch(stage, bucket, settings.maxSize(), maxSeconds);
        queues.add(new ArrayDeque<>());
      }
    }
  }

  private int index(int stage, int bucket) {
    return (stage - 1) * buckets + bucket;
  }

  void add(int stage, Flight<T> flight, long nowNanos) {
    flight.enqueuedNanos = nowNanos;
    int at = index(stage, flight.bucket);
    ArrayDeque<Flight<T>> queue = queues.get(at);
    long due = due(flight);
    dueNanos[at] = queue.isEmpty() || due - dueNanos[at] < 0 ? due : dueNanos[at];
    queue.add(flight);
    waiting++;
  }

  /** Records in all queues. */
  int waiting() {
    return waiting;
  }

  private long due(Flight<T> flight) {
    return flight.enqueuedNanos + lingerNanos - flight.lingeredNanos;
  }

  /** Takes the next batch; null when every queue is empty. */
  @Nullable Batch<T> next(long nowNanos) {
    if (waiting == 0) {
      return null;
    }
    for (int stage = stages; stage >= 1; stage--) {
      int ready = oldest(stage, nowNanos, true);
      if (ready >= 0) {
        return take(stage, ready);
      }
    }
    int first = oldest(1, nowNanos, false);
    if (first >= 0) {
      return take(1, first);
    }
    for (int stage = stages; stage > 1; stage--) {
      int waiting = oldest(stage, nowNanos, false);
      if (waiting >= 0) {
        return take(stage, waiting);
      }
    }
    return null;
  }

  private int oldest(int stage, long nowNanos, boolean onlyReady) {
    int best = -1;
    long longest = Long.MIN_VALUE;
    for (int bucket = 0; bucket < buckets; bucket++) {
      ArrayDeque<Flight<T>> queue = queues.get(index(stage, bucket));
      Flight<T> head = queue.peek();
      if (head == null) {
        continue;
      }
      long waited = nowNanos - head.enqueuedNanos;
      int at = index(stage, bucket);
      boolean ready = queue.size() >= limits[at] || nowNanos - dueNanos[at] > 0;
      if ((ready || !onlyReady) && waited > longest) {
        longest = waited;
        best = bucket;
      }
    }
    return best;
  }

  private Batch<T> take(int stage, int bucket) {
    ArrayDeque<Flight<T>> queue = queues.get(index(stage, bucket));
    int size = Math.min(queue.size(), limits[index(stage, bucket)]);
    List<Flight<T>> flights = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      flights.add(queue.remove());
    }
    waiting -= size;
    if (!queue.isEmpty()) {
      dueNanos[index(stage, bucket)] = firstDue(stage, queue);
    }
    return new Batch<>(stage, flights);
  }

  private long firstDue(int stage, ArrayDeque<Flight<T>> queue) {
    long due = due(queue.element());
    if (stage == 1) {
      return due; // none has lingered anywhere, so the first that came is the first due
    }
    for (Flight<T> flight : queue) {
      due = due(flight) - due < 0 ? due(flight) : due;
    }
    return due;
  }
}
