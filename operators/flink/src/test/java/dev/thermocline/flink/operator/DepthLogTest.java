package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.control.BindingConstraint;
import dev.thermocline.engine.control.DepthDecision;
import dev.thermocline.engine.control.LoadSample;
import dev.thermocline.engine.control.RungCosts;
import dev.thermocline.engine.control.RungMix;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Five rungs, of which the limit allows 0 to 2; full depth carries 100 records/s. */
class DepthLogTest {
  private static final int LIMIT = 2;
  private static final int CHEAPEST = 4;
  private static final double PRESSURE = 6.41;
  private static final RungCosts COSTS = new RungCosts(0.01, new double[] {1, 0.8, 0.6, 0.4, 0.2});

  private final DepthLog log = new DepthLog();

  @Test
  void theLimitsWarningSaysWhatTheRateNeedsWithoutTheRoomForTheBacklog() {
    List<String> lines = fourSeconds(BindingConstraint.LIMIT, LIMIT, LIMIT, 178);

    assertThat(lines)
        .containsExactly(
            "Rung 0.0 -> 2.0 (limit 2), held by limit: 178.0 records/s offered, pressure 6.41, age"
                + " 900 ms",
            "The quality limit, rung 2, binds: 178 records/s need 1.78 times what full depth can"
                + " do; records are 900 ms old. While the load stays, the lag grows: raise"
                + " quality.max-loss or the parallelism, or lower the load");
  }

  @Test
  void whileTheLimitGivesWayTheEndOfTheLadderIsWhatBinds() {
    List<String> lines = fourSeconds(BindingConstraint.CHEAPEST, CHEAPEST, CHEAPEST, 178);

    assertThat(lines)
        .containsExactly(
            "Rung 0.0 -> 4.0 (limit 2, breached), held by cheapest rung: 178.0 records/s offered,"
                + " pressure 6.41, age 900 ms",
            "The ladder's cheapest rung, 4, binds: 178 records/s need 1.78 times what full depth"
                + " can do; records are 900 ms old. While the load stays, the lag grows: raise the"
                + " parallelism, or lower the load");
  }

  @Test
  void aRungWithinTheLimitBreachesNothingAlsoWhereCheaperOnesAreAllowed() {
    List<String> lines = fourSeconds(BindingConstraint.RATE, LIMIT, CHEAPEST, 178);

    assertThat(lines).singleElement().asString().contains("(limit 2), held by rate");
  }

  @Test
  void withoutARateTheWarningNamesNone() {
    List<String> lines = fourSeconds(BindingConstraint.LIMIT, LIMIT, LIMIT, Double.NaN);

    assertThat(lines)
        .last()
        .asString()
        .startsWith("The quality limit, rung 2, binds: more records come than the engine takes.");
  }

  @Test
  void anEndThatBindsAnewIsWarnedOfAgainAndOneThatFollowsAnotherHasItsOwnTime() {
    try (LogLines lines = LogLines.of(DepthLog.class)) {
      seconds(2, BindingConstraint.LIMIT, LIMIT, LIMIT, 178);
      seconds(2, BindingConstraint.CHEAPEST, CHEAPEST, CHEAPEST, 178);
      assertThat(lines.lines()).noneMatch(line -> line.startsWith("The "));

      seconds(1, BindingConstraint.CHEAPEST, CHEAPEST, CHEAPEST, 178);
      seconds(1, BindingConstraint.RATE, 1, LIMIT, 120);
      seconds(9, BindingConstraint.CHEAPEST, CHEAPEST, CHEAPEST, 178);

      assertThat(lines.lines()).filteredOn(line -> line.startsWith("The ")).hasSize(2);
    }
  }

  private List<String> fourSeconds(
      BindingConstraint constraint, int rung, int allowedRung, double offeredRate) {
    try (LogLines lines = LogLines.of(DepthLog.class)) {
      seconds(4, constraint, rung, allowedRung, offeredRate);
      return lines.lines();
    }
  }

  private void seconds(
      int count, BindingConstraint constraint, int rung, int allowedRung, double offeredRate) {
    double logCost = COSTS.logCost(rung);
    for (int second = 0; second < count; second++) {
      log.decided(
          new DepthDecision(new RungMix(rung, 0), constraint, PRESSURE, logCost),
          new LoadSample(1, 0.9, offeredRate, 100, 1, 0.1, 0, 0, 1, 0, Double.NaN),
          COSTS,
          LIMIT,
          allowedRung);
    }
  }
}
