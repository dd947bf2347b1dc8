package dev.thermocline.builder.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A threshold per exit, lowered one at a time: at every point of the path the exit is eased that
 * saves the most layers for the records it makes lose.
 *
 * <p>From full depth each step tries moves of 1, 2, 4 and 8 quantiles at each exit and takes the
 * one with the least added loss per saved layer; longer moves keep a few lucky records from
 * deciding.
 */
final class SteepestFamily implements ThresholdFamily {
  private static final int STEPS = 100;
  private static final int[] MOVES = {8, 4, 2, 1};

  @Override
  public String name() {
    return "steepest";
  }

  @Override
  public List<double[]> path(ExitTable tune, Loss loss, int[] layers) {
    Walk walk = new Walk(tune, loss, layers);
    List<double[]> path = new ArrayList<>();
    path.add(walk.thresholds());
    while (walk.step()) {
      path.add(walk.thresholds());
    }
    return path;
  }

  /** Position on the path and the search for the next step. */
  private static final class Walk {
    private final ExitTable tune;
    private final Loss loss;
    private final int[] layers;
    private final ThresholdGrid[] grids;
    private final int[] position;
    private Measurement here;

    Walk(ExitTable tune, Loss loss, int[] layers) {
      this.tune = tune;
      this.loss = loss;
      this.layers = layers;
      this.grids = new ThresholdGrid[tune.exits() - 1];
      Arrays.setAll(
          grids, i -> ThresholdGrid.of(tune.sortedScores(i + 1), STEPS, tune.higherIsSurer()));
      this.position = new int[grids.length];
      this.here = tune.measure(thresholds(), loss, layers);
    }

    double[] thresholds() {
      double[] thresholds = new double[tune.exits()];
      for (int i = 0; i < grids.length; i++) {
        thresholds[i] = grids[i].at(position[i]);
      }
      thresholds[grids.length] = ThresholdGrid.never(tune.higherIsSurer());
      return thresholds;
    }

    /** Takes the cheapest move; false where no move saves a layer. */
    boolean step() {
      @Nullable Move best = null;
      for (int exit = 0; exit < grids.length; exit++) {
        int start = idleUpTo(exit);
        for (int length : MOVES) {
          Move move = tried(exit, Math.min(start + length, grids[exit].last()));
          if (move.saves() && (best == null || move.price() < best.price())) {
            best = move;
          }
        }
      }
      if (best == null) {
        return false;
      }
      position[best.exit()] = best.to();
      here = best.there();
      return true;
    }

    /** Last position up to which easing the exit changes nobody's depth. */
    private int idleUpTo(int exit) {
      int to = position[exit];
      while (to < grids[exit].last() && !tried(exit, to + 1).saves()) {
        to++;
      }
      return to;
    }

    private Move tried(int exit, int to) {
      int from = position[exit];
      position[exit] = to;
      Measurement there = tune.measure(thresholds(), loss, layers);
      position[exit] = from;
      double saved = here.layersFraction() - there.layersFraction();
      return new Move(exit, to, there, saved, (there.loss() - here.loss()) / saved);
    }
  }

  /**
   * One exit eased up to a grid position.
   *
   * @param saved layers fraction saved
   * @param price loss added per layers fraction saved
   */
  private record Move(int exit, int to, Measurement there, double saved, double price) {

    boolean saves() {
      return saved > 0;
    }
  }
}
