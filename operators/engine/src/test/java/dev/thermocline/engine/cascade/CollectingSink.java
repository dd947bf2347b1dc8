package dev.thermocline.engine.cascade;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Collects outcomes by attachment and waits for a number of them. */
public final class CollectingSink implements OutcomeSink<Integer> {
  private final LinkedBlockingQueue<Outcome<Integer>> arrived = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

  @Override
  public void completed(List<Outcome<Integer>> outcomes) {
    arrived.addAll(outcomes);
  }

  @Override
  public void laneFailed(Throwable cause) {
    failures.add(cause);
  }

  /** So many outcomes by what was attached to them. */
  public Map<Integer, Outcome<Integer>> await(int count) throws InterruptedException {
    Map<Integer, Outcome<Integer>> outcomes = new HashMap<>();
    while (outcomes.size() < count) {
      Outcome<Integer> next = arrived.poll(20, TimeUnit.SECONDS);
      if (next == null) {
        throw new AssertionError(
            "only " + outcomes.size() + " of " + count + " outcomes; lane: " + failures.peek());
      }
      if (outcomes.put(next.attachment(), next) != null) {
        throw new AssertionError("two outcomes for " + next.attachment());
      }
    }
    return outcomes;
  }

  Throwable awaitFailure() throws InterruptedException {
    Throwable failure = failures.poll(20, TimeUnit.SECONDS);
    if (failure == null) {
      throw new AssertionError("the lane did not fail");
    }
    return failure;
  }

  /** Of the lane, not yet awaited; complete once the cascade is closed. */
  List<Throwable> failures() {
    return List.copyOf(failures);
  }

  int pending() {
    return arrived.size();
  }
}
