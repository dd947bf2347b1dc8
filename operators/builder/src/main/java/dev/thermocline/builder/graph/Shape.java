package dev.thermocline.builder.graph;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A tensor's dimensions as far as they are known, and its values when it is a small integer vector
 * (the shape arithmetic of exported graphs).
 *
 * @param dims dimensions, {@link #UNKNOWN} for dynamic ones; null when even the rank is unknown
 * @param values the elements, {@link #UNKNOWN} for those not known; null when not tracked
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared; arrays stay inside the package.
record Shape(long @Nullable [] dims, long @Nullable [] values) {

  static final long UNKNOWN = Long.MIN_VALUE;
  static final Shape NONE = new Shape(null, null);

  static Shape of(long... dims) {
    return new Shape(dims, null);
  }

  static Shape vector(long... values) {
    return new Shape(new long[] {values.length}, values);
  }

  static Shape scalar(long value) {
    return new Shape(new long[0], new long[] {value});
  }

  /** As many unknown dimensions as {@code rank}. */
  static Shape ofRank(int rank) {
    long[] dims = new long[rank];
    Arrays.fill(dims, UNKNOWN);
    return of(dims);
  }

  /** The dimensions two operands have after numpy-style broadcasting. */
  static long @Nullable [] broadcast(long @Nullable [] left, long @Nullable [] right) {
    if (left == null || right == null) {
      return null;
    }
    long[] result = new long[Math.max(left.length, right.length)];
    for (int i = 1; i <= result.length; i++) {
      long a = i <= left.length ? left[left.length - i] : 1;
      long b = i <= right.length ? right[right.length - i] : 1;
      // An unknown dimension against a known one above 1 can only be that one, or 1.
      long known = Math.max(a, b);
      result[result.length - i] =
          known > 1 ? known : a == UNKNOWN || b == UNKNOWN ? UNKNOWN : known;
    }
    return result;
  }
}
