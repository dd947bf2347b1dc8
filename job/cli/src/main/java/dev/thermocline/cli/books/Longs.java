package dev.thermocline.cli.books;

import java.util.Arrays;

/** A list of longs without a box around each. */
final class Longs {

  private long[] values = new long[256];
  private int size;

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, Columns.larger(size));
    }
    values[size++] = value;
  }

  long get(int index) {
    return values[index];
  }

  void set(int index, long value) {
    values[index] = value;
  }

  int size() {
    return size;
  }

  /** Index of the largest value that is at most that one, the list being sorted; -1 without any. */
  int floor(long value) {
    int found = Arrays.binarySearch(values, 0, size, value);
    return found >= 0 ? found : -found - 2;
  }
}
