package dev.thermocline.cli.replay;

import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;

/** Which record landed at which partition and offset of a topic; safe across threads. */
public final class Positions {

  private final Map<Place, Integer> numbers = new ConcurrentHashMap<>();

  public void put(int number, int partition, long offset) {
    numbers.put(new Place(partition, offset), number);
  }

  /** Number of the record at that place; empty when none was acknowledged there. */
  public OptionalInt number(int partition, long offset) {
    Integer number = numbers.get(new Place(partition, offset));
    return number == null ? OptionalInt.empty() : OptionalInt.of(number);
  }

  private record Place(int partition, long offset) {}
}
