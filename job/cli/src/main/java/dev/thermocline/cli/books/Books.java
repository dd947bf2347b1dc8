package dev.thermocline.cli.books;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Books what came out of a job against what went in: lost, twice, out of order within a key.
 *
 * <p>Ids may be equal. An answer is for a record of its id, key and Kafka timestamp, which a job
 * keeps. Of several it is booked for the first that is still open and not behind a later one of its
 * key; only when there is no such record for the first that is open, and then it is out of order.
 * What finds no open record came twice; what finds no record at all was never put in. A dead letter
 * is booked for the record at its place.
 *
 * <p>The order holds among the records of one key in one input partition; between partitions there
 * is none. Of each record about 100 bytes are kept beside its id, none of them a text's.
 */
public final class Books {

  /** What an answer or a dead letter is booked as where it is not a record's number. */
  public static final int TWICE = -1;

  /** As {@link #TWICE}: no such record went in. */
  public static final int UNKNOWN = -2;

  private static final int EXAMPLES = 10;

  private final Inputs inputs = new Inputs();
  private final BitSet settled = new BitSet();
  private final BitSet dead = new BitSet();

  /** Records of whose place there is a dead letter. */
  private final BitSet lettered = new BitSet();

  private final Ints lastOfLane = new Ints();
  private final Examples twice = new Examples();
  private final Examples disordered = new Examples();
  private final Examples unknown = new Examples();
  private int due = Integer.MAX_VALUE;

  /**
   * Books a record that went in, behind all others of its partition.
   *
   * @param timestamp Kafka timestamp, milliseconds since the epoch
   * @param id its id, or its place where it has none
   * @param key key whose records keep their order; null = none
   * @return its number; records are numbered from 0
   */
  public int received(int partition, long offset, long timestamp, String id, @Nullable String key) {
    return inputs.add(partition, offset, timestamp, id, key);
  }

  /** From here on records may go in for which it is too early to come out. */
  public void closeDue() {
    due = inputs.size();
  }

  /**
   * Books an answer whose topic stamps records itself, so that it does not tell equal ids apart.
   *
   * @return the number of the record it is for, {@link #TWICE} or {@link #UNKNOWN}
   */
  public int answered(String id, @Nullable String key) {
    return answer(id, key, any -> true);
  }

  /**
   * Books an answer.
   *
   * @param timestamp Kafka timestamp of the answer: its record's, or when the job wrote it for one
   *     that had none or one in the future
   * @return the number of the record it is for, {@link #TWICE} or {@link #UNKNOWN}
   */
  public int answered(String id, @Nullable String key, long timestamp) {
    IntPredicate same = number -> inputs.timestamp(number) == timestamp;
    IntPredicate restamped =
        number -> inputs.timestamp(number) < 0 || inputs.timestamp(number) > timestamp;
    return answer(id, key, first(id, key, same) == Inputs.NONE ? restamped : same);
  }

  private int first(String id, @Nullable String key, IntPredicate matches) {
    int first = inputs.first(id, key);
    while (first != Inputs.NONE && !matches.test(first)) {
      first = inputs.next(first);
    }
    return first;
  }

  private int answer(String id, @Nullable String key, IntPredicate matches) {
    int first = first(id, key, matches);
    if (first == Inputs.NONE) {
      unknown.add(id);
      return UNKNOWN;
    }
    int number = open(first, matches, true);
    if (number == Inputs.NONE) {
      number = open(first, matches, false);
      if (number == Inputs.NONE) {
        twice.add(id);
        return TWICE;
      }
      disordered.add(id);
    }
    settle(number);
    return number;
  }

  /** The first open record with that one's id and key, at or behind it, that matches. */
  private int open(int first, IntPredicate matches, boolean inOrder) {
    int number = first;
    while (number != Inputs.NONE
        && (settled.get(number) || (inOrder && isBehind(number)) || !matches.test(number))) {
      number = inputs.next(number);
    }
    return number;
  }

  private boolean isBehind(int number) {
    int lane = inputs.lane(number);
    return lane != Inputs.NONE && lane < lastOfLane.size() && number < lastOfLane.get(lane);
  }

  private void settle(int number) {
    settled.set(number);
    int lane = inputs.lane(number);
    if (lane != Inputs.NONE) {
      while (lastOfLane.size() <= lane) {
        lastOfLane.add(Inputs.NONE);
      }
      lastOfLane.set(lane, Math.max(lastOfLane.get(lane), number));
    }
  }

  /**
   * Books a dead letter by the place of its record.
   *
   * @return the record's number, {@link #TWICE} or {@link #UNKNOWN}
   */
  public int buried(int partition, long offset) {
    int at = inputs.at(partition, offset);
    if (at == Inputs.NONE) {
      unknown.add("dead letter of partition " + partition + " offset " + offset);
      return UNKNOWN;
    }
    if (lettered.get(at)) {
      twice.add(inputs.id(at));
      return TWICE;
    }
    lettered.set(at);
    // Its answer may have been booked for this record and be another's that looks the same.
    long timestamp = inputs.timestamp(at);
    int number =
        settled.get(at)
            ? open(inputs.first(at), any -> inputs.timestamp(any) == timestamp, false)
            : at;
    if (number == Inputs.NONE) {
      twice.add(inputs.id(at));
      return TWICE;
    }
    settled.set(number);
    dead.set(number);
    return number;
  }

  /** Id of the record of that number. */
  public String id(int number) {
    return inputs.id(number);
  }

  /** Kafka timestamp of the record of that number, milliseconds since the epoch. */
  public long timestamp(int number) {
    return inputs.timestamp(number);
  }

  /** Whether the record of that number has to be out by now. */
  public boolean isDue(int number) {
    return number < due;
  }

  /** Records that went in and have to be out by now. */
  public int in() {
    return Math.min(due, inputs.size());
  }

  /** Of those, the ones that came out by either way. */
  public int settled() {
    return count(settled);
  }

  /** Of those, the ones that came out as a dead letter. */
  public int deadLettered() {
    return count(dead);
  }

  /** Of those, the ones with an answer. */
  public int out() {
    return settled() - deadLettered();
  }

  /** Of those, the ones that came out by neither way. */
  public int missing() {
    return in() - settled();
  }

  private int count(BitSet records) {
    return inputs.size() <= due ? records.cardinality() : records.get(0, due).cardinality();
  }

  /** Answers and dead letters beyond a record's first. */
  public int duplicates() {
    return twice.count;
  }

  /** Answers that came behind one of a later record of their key. */
  public int outOfOrder() {
    return disordered.count;
  }

  /** Answers and dead letters of which no record went in. */
  public int unknown() {
    return unknown.count;
  }

  /** Ids of the first ten that are missing. */
  public List<String> missingIds() {
    List<String> open = new ArrayList<>();
    int number = settled.nextClearBit(0);
    while (number < in() && open.size() < EXAMPLES) {
      open.add(inputs.id(number));
      number = settled.nextClearBit(number + 1);
    }
    return open;
  }

  /** Ids of the first ten that came twice. */
  public List<String> duplicateIds() {
    return List.copyOf(twice.ids);
  }

  /** Ids of the first ten that came out of order. */
  public List<String> outOfOrderIds() {
    return List.copyOf(disordered.ids);
  }

  /** Ids or places of the first ten that never went in. */
  public List<String> unknownIds() {
    return List.copyOf(unknown.ids);
  }

  /** How often a thing happened, and to whom first. */
  private static final class Examples {

    private final List<String> ids = new ArrayList<>();
    private int count;

    void add(String id) {
      count++;
      if (ids.size() < EXAMPLES) {
        ids.add(id);
      }
    }
  }
}
