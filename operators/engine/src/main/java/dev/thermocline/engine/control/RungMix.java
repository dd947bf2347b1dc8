package dev.thermocline.engine.control;

/**
 * A mixture of two neighbouring rungs.
 *
 * @param rung 0-based rung k
 * @param fraction probability f in [0, 1) that a record draws rung k + 1 instead
 */
public record RungMix(int rung, double fraction) {

  public RungMix {
    if (rung < 0) {
      throw new IllegalArgumentException("rung is " + rung + "; rungs count from 0");
    }
    if (!(fraction >= 0 && fraction < 1)) {
      throw new IllegalArgumentException("fraction is " + fraction + "; it must lie in [0, 1)");
    }
  }

  /**
   * The rung one record draws: k + 1 with probability f, else k.
   *
   * @param recordHash hash of topic, partition and offset; mixed with a salt here
   */
  public int draw(long recordHash) {
    if (fraction == 0.0) {
      return rung;
    }
    long z = recordHash + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    double uniform = ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53;
    return uniform < fraction ? rung + 1 : rung;
  }
}
