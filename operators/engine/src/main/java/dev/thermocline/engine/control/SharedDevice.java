package dev.thermocline.engine.control;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Where subtasks of one process that share a device tell each other how deep they run. None runs
 * much deeper than the others need it to: the device's time is theirs as well. Thread-safe.
 */
public final class SharedDevice {
  private static final long FRESH_NANOS = 1_000_000_000L;

  private final List<Member> members = new CopyOnWriteArrayList<>();
  private final int atOnce;

  /**
   * A device without subtasks.
   *
   * @param atOnce runs it does at once: no more members than that are in nobody's way
   */
  public SharedDevice(int atOnce) {
    this.atOnce = atOnce;
  }

  /** One more subtask that uses the device; it leaves by closing. */
  public Member join() {
    Member member = new Member();
    members.add(member);
    return member;
  }

  /** One subtask's place at the device. */
  public final class Member implements AutoCloseable {
    private record Post(double logCost, long nanos) {}

    private volatile Post last = new Post(0, Long.MIN_VALUE);

    private Member() {}

    /**
     * Tells the others.
     *
     * @param logCost ln(c/c₀) it decided
     * @param wallNanos now, of a clock all members read
     */
    public void post(double logCost, long wallNanos) {
      last = new Post(logCost, wallNanos);
    }

    /**
     * Smallest log cost of the others, told within the last second; 0 without any, and while the
     * device serves all at once.
     */
    public double smallestOfOthers(long wallNanos) {
      double smallest = 0;
      if (members.size() <= atOnce) {
        return smallest;
      }
      for (Member member : members) {
        Post post = member.last;
        boolean fresh = post.nanos != Long.MIN_VALUE && wallNanos - post.nanos <= FRESH_NANOS;
        if (member != this && fresh) {
          smallest = Math.min(smallest, post.logCost);
        }
      }
      return smallest;
    }

    @Override
    public void close() {
      members.remove(this);
    }
  }
}
