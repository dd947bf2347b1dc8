package dev.thermocline.engine.cascade;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The CPU lanes of one process, one per cascade. A lane takes its next micro-batch from its own
 * cascade unless that has none, or at least a full micro-batch less waiting than another: no
 * processor is idle while a record waits, and no cascade falls behind alone. Records of different
 * cascades never share a micro-batch. Thread-safe.
 */
public final class Lanes {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition runEnded = lock.newCondition();
  private final int atOnce;

  // Guarded by the lock.
  private final List<Lane> members = new ArrayList<>();
  private int running;

  /**
   * Lanes that no cascade has joined yet.
   *
   * @param atOnce micro-batches the process runs at once: while as many are under way no lane helps
   *     another, for what it took would only wait, and wait in a smaller micro-batch
   */
  public Lanes(int atOnce) {
    if (atOnce < 1) {
      throw new IllegalArgumentException("atOnce is " + atOnce + "; it must be >= 1");
    }
    this.atOnce = atOnce;
  }

  /** Guards the queues of all cascades. */
  void lock() {
    lock.lock();
  }

  void unlock() {
    lock.unlock();
  }

  /** One more cascade and the lane that is its own. */
  Lane join(LaneCascade<?> cascade) {
    Lane lane = new Lane(cascade);
    lock();
    try {
      members.add(lane);
    } finally {
      unlock();
    }
    return lane;
  }

  /** Waits for the next end of a run; locked. */
  void awaitRunEnd() {
    runEnded.awaitUninterruptibly();
  }

  /** One cascade's lane. */
  final class Lane {
    private final LaneCascade<?> own;
    private final Condition woken = lock.newCondition();

    /** Waits, and nobody has woken it since. */
    private boolean idle;

    private Lane(LaneCascade<?> own) {
      this.own = own;
    }

    /** The cascade has one more micro-batch to run, or a fuller one; locked. */
    void oneMore() {
      if (idle) {
        wake();
      } else {
        wakeAnother();
      }
    }

    private void wakeAnother() {
      for (int i = 0; i < members.size() && running < atOnce; i++) {
        if (members.get(i).idle) {
          members.get(i).wake();
          return;
        }
      }
    }

    private void wake() {
      idle = false;
      woken.signal();
    }

    /** The cascade takes part no longer; locked. */
    void leave() {
      members.remove(this);
      wake();
    }

    /** Runs micro-batches until the cascade takes part no longer. */
    void work() {
      try {
        boolean more = true;
        while (more) {
          more = ranNext();
        }
      } finally {
        handOver();
      }
    }

    /** A method of its own: a lane that waits must not hold what it ran last. */
    private boolean ranNext() {
      Runnable turn = next();
      if (turn == null) {
        return false;
      }
      try {
        turn.run();
      } finally {
        ended();
      }
      return true;
    }

    private @Nullable Runnable next() {
      lock();
      try {
        while (members.contains(this)) {
          Runnable turn = take();
          if (turn != null) {
            return turn;
          }
          idle = true;
          woken.awaitUninterruptibly();
          idle = false;
        }
        return null;
      } finally {
        unlock();
      }
    }

    private @Nullable Runnable take() {
      LaneCascade<?> cascade = longest();
      Runnable turn = cascade.take(System.nanoTime());
      if (turn != null) {
        running++;
        if (cascade.waiting() > 0) {
          wakeAnother();
        }
      }
      return turn;
    }

    /** The own cascade, unless another has a full micro-batch more waiting than the own. */
    private LaneCascade<?> longest() {
      LaneCascade<?> longest = own;
      int most = own.waiting() == 0 ? 0 : own.waiting() + own.fullBatch() - 1;
      for (int i = 0; i < members.size() && running < atOnce; i++) {
        LaneCascade<?> other = members.get(i).own;
        if (other.waiting() > most) {
          longest = other;
          most = other.waiting();
        }
      }
      return longest;
    }

    private void ended() {
      lock();
      try {
        running--;
        runEnded.signalAll();
      } finally {
        unlock();
      }
    }

    /** Whoever ran what now waits would have looked for the next; this one will not. */
    private void handOver() {
      lock();
      try {
        wakeAnother();
      } finally {
        unlock();
      }
    }
  }
}
