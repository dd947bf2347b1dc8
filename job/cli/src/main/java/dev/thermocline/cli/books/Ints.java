package dev.thermocline.cli.books;

import java.util.Arrays;

/** A list of ints without a box around each. */
final class Ints {

  private int[] values = new int[256];
  private int size;

  int add(int value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, Columns.larger(size));
    }
    values[size] = value;
    return size++;
  }

  int get(int index) {
    return values[index];
  }

  void set(int index, int value) {
    values[index] = value;
  }

  int size() {
    return size;
  }
}
