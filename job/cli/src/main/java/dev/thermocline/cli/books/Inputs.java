package dev.thermocline.cli.books;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The records that went in, numbered in the order they were read: which place each had, which
 * records share an id and a key, and which follow each other in one partition under one key.
 */
final class Inputs {

  static final int NONE = -1;

  private static final int NO_KEY = -1;

  private final Names keys = new Names();
  private final Names groups = new Names();
  private final Names lanes = new Names();
  private final Ints groupHead = new Ints();
  private final Ints groupTail = new Ints();
  private final Ints group = new Ints();
  private final Ints next = new Ints();
  private final Ints lane = new Ints();
  private final Longs timestamps = new Longs();
  private final Map<Integer, Places> partitions = new HashMap<>();

  /** Offsets of one partition and the records there, both rising. */
  private record Places(Longs offsets, Ints numbers) {}

  /** Adds the record behind all others of its partition and returns its number. */
  int add(int partition, long offset, long timestamp, String id, @Nullable String key) {
    int number = group.size();
    int keyNumber = key == null ? NO_KEY : keys.number(utf8(key));
    append(number, groups.number(groupName(keyNumber, id)));
    lane.add(key == null ? NONE : lanes.number(laneName(keyNumber, partition)));
    timestamps.add(timestamp);
    Places places =
        partitions.computeIfAbsent(partition, any -> new Places(new Longs(), new Ints()));
    places.offsets().add(offset);
    places.numbers().add(number);
    return number;
  }

  private void append(int number, int groupNumber) {
    group.add(groupNumber);
    next.add(NONE);
    if (groupNumber == groupHead.size()) {
      groupHead.add(number);
      groupTail.add(number);
    } else {
      next.set(groupTail.get(groupNumber), number);
      groupTail.set(groupNumber, number);
    }
  }

  int size() {
    return group.size();
  }

  /** Number of the first record with that id and key; {@link #NONE} without any. */
  int first(String id, @Nullable String key) {
    int keyNumber = key == null ? NO_KEY : keys.find(utf8(key));
    if (key != null && keyNumber == Names.NONE) {
      return NONE;
    }
    int found = groups.find(groupName(keyNumber, id));
    return found == Names.NONE ? NONE : groupHead.get(found);
  }

  /** Number of the first record with that record's id and key. */
  int first(int number) {
    return groupHead.get(group.get(number));
  }

  /** Number of the next record with that record's id and key; {@link #NONE} behind the last. */
  int next(int number) {
    return next.get(number);
  }

  /** Number of the record at that place; {@link #NONE} where none was read. */
  int at(int partition, long offset) {
    Places places = partitions.get(partition);
    int index = places == null ? -1 : places.offsets().floor(offset);
    return places == null || index < 0 || places.offsets().get(index) != offset
        ? NONE
        : places.numbers().get(index);
  }

  /** The record's lane; {@link #NONE} for a record without a key. */
  int lane(int number) {
    return lane.get(number);
  }

  /** The record's Kafka timestamp. */
  long timestamp(int number) {
    return timestamps.get(number);
  }

  /** The record's id. */
  String id(int number) {
    byte[] name = groups.name(group.get(number));
    return new String(name, Integer.BYTES, name.length - Integer.BYTES, StandardCharsets.UTF_8);
  }

  private static byte[] groupName(int keyNumber, String id) {
    byte[] text = utf8(id);
    return ByteBuffer.allocate(Integer.BYTES + text.length).putInt(keyNumber).put(text).array();
  }

  private static byte[] laneName(int keyNumber, int partition) {
    return ByteBuffer.allocate(2 * Integer.BYTES).putInt(keyNumber).putInt(partition).array();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
