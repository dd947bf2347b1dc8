package dev.thermocline.cli.books;

import java.util.Arrays;

/**
 * Numbers distinct byte strings from 0 in the order they come, and keeps them packed: about 20
 * bytes beside each string's own.
 */
final class Names {

  static final int NONE = -1;

  private static final int FIRST_SLOTS = 1 << 10;
  private static final int FIRST_BYTES = 1 << 14;

  /** Number + 1 of the string in each slot; 0 = free. */
  private int[] slots = new int[FIRST_SLOTS];

  private byte[] bytes = new byte[FIRST_BYTES];
  private final Ints hashes = new Ints();

  /** Where each string ends in {@link #bytes}, and so the next one begins. */
  private final Ints ends = new Ints();

  /** How many there are. */
  int size() {
    return ends.size();
  }

  /** The string's number, a new one for a new string. */
  int number(byte[] name) {
    int hash = hash(name);
    int slot = slot(name, hash);
    if (slots[slot] != 0) {
      return slots[slot] - 1;
    }
    append(name);
    hashes.add(hash);
    slots[slot] = size();
    if (2L * size() > slots.length) {
      rehash();
    }
    return size() - 1;
  }

  /** The string's number; {@link #NONE} when it has none. */
  int find(byte[] name) {
    return slots[slot(name, hash(name))] - 1;
  }

  /** The string of that number. */
  byte[] name(int number) {
    return Arrays.copyOfRange(bytes, start(number), ends.get(number));
  }

  private int start(int number) {
    return number == 0 ? 0 : ends.get(number - 1);
  }

  private void append(byte[] name) {
    int start = start(size());
    while (bytes.length - start < name.length) {
      bytes = Arrays.copyOf(bytes, Columns.larger(bytes.length));
    }
    System.arraycopy(name, 0, bytes, start, name.length);
    ends.add(start + name.length);
  }

  private int slot(byte[] name, int hash) {
    int mask = slots.length - 1;
    int slot = hash & mask;
    while (slots[slot] != 0 && !holds(slots[slot] - 1, name, hash)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private boolean holds(int number, byte[] name, int hash) {
    return hashes.get(number) == hash
        && Arrays.equals(bytes, start(number), ends.get(number), name, 0, name.length);
  }

  private void rehash() {
    slots = new int[Math.multiplyExact(slots.length, 2)];
    int mask = slots.length - 1;
    for (int number = 0; number < size(); number++) {
      int slot = hashes.get(number) & mask;
      while (slots[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      slots[slot] = number + 1;
    }
  }

  /**
   * The polynomial of {@link Arrays#hashCode(byte[])}, mixed so that its low bits are good, too.
   */
  private static int hash(byte[] name) {
    int hash = Arrays.hashCode(name) * 0x9E3779B9;
    return hash ^ (hash >>> 15);
  }
}
