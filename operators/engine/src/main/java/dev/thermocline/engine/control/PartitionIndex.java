package dev.thermocline.engine.control;

import java.util.Arrays;

/** Numbers partitions 0, 1, 2, … in the order they are met; open addressing, no boxes. */
final class PartitionIndex {
  private static final int FREE = -1;
  private static final int SPREAD = 0x9E3779B9;

  private int[] keys = new int[32];
  private int[] slots = new int[32];
  private int size;

  PartitionIndex() {
    Arrays.fill(slots, FREE);
  }

  int size() {
    return size;
  }

  /** The partition's number; a partition not met before gets the next. */
  int of(int partition) {
    int at = find(partition);
    if (slots[at] == FREE) {
      keys[at] = partition;
      slots[at] = size++;
      if (size * 2 > slots.length) {
        grow();
        return size - 1;
      }
    }
    return slots[at];
  }

  private int find(int partition) {
    int mask = slots.length - 1;
    int at = ((partition * SPREAD) >>> 7) & mask;
    while (slots[at] != FREE && keys[at] != partition) {
      at = (at + 1) & mask;
    }
    return at;
  }

  private void grow() {
    int[] oldKeys = keys;
    int[] oldSlots = slots;
    keys = new int[oldKeys.length * 2];
    slots = new int[keys.length];
    Arrays.fill(slots, FREE);
    for (int i = 0; i < oldSlots.length; i++) {
      if (oldSlots[i] != FREE) {
        int at = find(oldKeys[i]);
        keys[at] = oldKeys[i];
        slots[at] = oldSlots[i];
      }
    }
  }
}
