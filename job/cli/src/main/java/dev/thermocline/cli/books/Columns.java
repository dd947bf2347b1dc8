package dev.thermocline.cli.books;

/** How columns grow. */
final class Columns {

  private static final int MOST = Integer.MAX_VALUE - 8;

  private Columns() {}

  /**
   * The next capacity, by half as much again.
   *
   * @throws IllegalStateException when an array cannot be longer
   */
  static int larger(int capacity) {
    if (capacity == MOST) {
      throw new IllegalStateException(
          "more than " + MOST + " entries in one account; verify a topic with fewer records");
    }
    return (int) Math.min(capacity + (capacity >> 1) + 16L, MOST);
  }
}
