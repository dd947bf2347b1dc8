package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.cascade.RungDraw;
import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.engine.control.OnOverload;
import dev.thermocline.engine.control.SharedDevice;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The limit of 0.05 allows rungs 0 to 2; full depth carries 100 records/s. */
class DepthControlTest {
  private static final int LIMIT = 2;

  @Test
  void recordsRunTheBestRungWhileFullDepthKeepsUp() throws Exception {
    LoadedControl control = LoadedControl.of(ControlMode.ADAPTIVE);

    assertThat(control.load(3, 60, 20)).containsOnly(0);
    assertThat(control.gauge("constraint=best.bindingConstraint")).isEqualTo(1);
  }

  @Test
  void recordsExitShallowerWhenMoreAreOfferedAndOnlyAsMuch() throws Exception {
    LoadedControl control = LoadedControl.of(ControlMode.ADAPTIVE);

    control.load(3, 130, 90);
    List<Integer> drawn = control.load(3, 130, 90);

    assertThat(drawn).doesNotContain(LIMIT + 1, LIMIT + 2);
    assertThat(mean(drawn))
        .as("1.3 times the load leaves 0.75 of full depth, between rungs 1 and 2")
        .isBetween(1.0, 1.6);
    assertThat(control.gauge("constraint=rate.bindingConstraint")).isEqualTo(1);
  }

  @Test
  void depthReturnsWhenTheLoadFalls() throws Exception {
    LoadedControl control = LoadedControl.of(ControlMode.ADAPTIVE);
    control.load(3, 160, 90);

    control.load(2, 40, 20);

    assertThat(control.load(1, 40, 20)).containsOnly(0);
  }

  @Test
  void anyLoadStopsAtTheQualityLimit() throws Exception {
    LoadedControl control = LoadedControl.of(ControlMode.ADAPTIVE);

    control.load(2, 900, 5_000);

    assertThat(control.load(2, 900, 5_000)).containsOnly(LIMIT);
    assertThat(control.gauge("constraint=limit.bindingConstraint")).isEqualTo(1);
    assertThat(control.gauge("limitBreaches")).isEqualTo(0L);
  }

  @Test
  void whereTheJobSaysSoTheLimitGivesWayAndEachSuchRecordIsCounted() throws Exception {
    LoadedControl control = LoadedControl.of(ControlMode.ADAPTIVE, OnOverload.BREACH);

    List<Integer> drawn = control.load(4, 900, 5_000);

    long beyond = drawn.stream().filter(rung -> rung > LIMIT).count();
    assertThat(beyond).isPositive();
    assertThat(control.gauge("limitBreaches")).isEqualTo(beyond);
    assertThat(control.gauge("constraint=cheapest.bindingConstraint")).isEqualTo(1);
    assertThat(control.gauge("constraint=limit.bindingConstraint")).isEqualTo(0);
    control.load(10, 20, 20);
    assertThat(control.load(1, 20, 20)).containsOnly(0);
  }

  @Test
  void aBreachedLimitIsNotSaidToBind() throws Exception {
    try (LogLines log = LogLines.of(DepthLog.class)) {
      LoadedControl control = LoadedControl.of(ControlMode.ADAPTIVE, OnOverload.BREACH);

      control.load(8, 900, 5_000);

      assertThat(log.lines())
          .anyMatch(line -> line.contains("(limit 2, breached), held by cheapest rung"))
          .noneMatch(line -> line.startsWith("The quality limit"));
    }
  }

  @Test
  void whereTheLimitAllowsTheWholeLadderItsEndBindsAndThereIsNothingToBreach() throws Exception {
    LoadedControl control = LoadedControl.of(ControlMode.ADAPTIVE, OnOverload.BREACH);
    control.tune("max-loss", "0.2");

    try (LogLines log = LogLines.of(Overload.class)) {
      assertThat(control.load(2, 900, 5_000)).contains(4);
      assertThat(log.lines()).isEmpty();
    }
    assertThat(control.gauge("constraint=cheapest.bindingConstraint")).isEqualTo(1);
  }

  @Test
  void offIsFullDepthWhateverTheLoad() throws Exception {
    LoadedControl control = LoadedControl.of(ControlMode.OFF);

    assertThat(control.load(2, 900, 5_000)).containsOnly(RungDraw.FULL_DEPTH);
  }

  @Test
  void aStaticJobHoldsTheCheapestRungWithinTheLimitFromTheFirstRecordOn() throws Exception {
    LoadedControl control = LoadedControl.of(ControlMode.STATIC);

    assertThat(control.draw("any", 0)).isEqualTo(LIMIT);
    assertThat(control.load(2, 20, 20)).containsOnly(LIMIT);
  }

  @Test
  void aStricterLimitHoldsFromTheNextRecordOn() throws Exception {
    LoadedControl control = LoadedControl.of(ControlMode.ADAPTIVE);
    control.load(3, 900, 5_000);

    control.tune("max-loss", "0.01");

    assertThat(control.draw("any", 5_000)).isEqualTo(1);
    assertThat(control.load(2, 900, 5_000)).containsOnly(1);
  }

  @Test
  void aPinHoldsFromTheNextRecordOnUntilItIsTakenBack() throws Exception {
    LoadedControl control = LoadedControl.of(ControlMode.ADAPTIVE);
    control.load(1, 20, 20);

    control.tune("pin", "2");
    assertThat(control.draw("any", 20)).isEqualTo(2);
    assertThat(control.load(1, 20, 20)).containsOnly(2);
    assertThat(control.gauge("constraint=pin.bindingConstraint")).isEqualTo(1);
    control.tune("pin", "none");

    assertThat(control.draw("any", 20)).isZero();
  }

  @Test
  void aKeyRunsByItsOwnSettingsItsNeighboursByTheJobs() throws Exception {
    LoadedControl control = LoadedControl.of(ControlMode.ADAPTIVE);
    control.load(3, 900, 5_000);

    control.tune("max-loss", "0", "careful");
    control.tune("max-loss", "0.1", "careless");
    control.tune("pin", "1", "held");

    assertThat(control.draw("careful", 5_000)).isZero();
    assertThat(control.draw("careless", 5_000)).isEqualTo(3);
    assertThat(control.draw("held", 5_000)).isEqualTo(1);
    assertThat(control.draw("any", 5_000)).isEqualTo(LIMIT);
    assertThat(control.gauge("limitBreaches")).isEqualTo(0L);
  }

  @Test
  void modesChangeWhileTheJobRuns() throws Exception {
    LoadedControl control = LoadedControl.of(ControlMode.ADAPTIVE);

    control.tune("mode", "off");
    assertThat(control.draw("any", 20)).isEqualTo(RungDraw.FULL_DEPTH);
    control.tune("mode", "static");
    assertThat(control.draw("any", 20)).isEqualTo(LIMIT);
    control.tune("mode", "default");
    control.load(2, 20, 20);

    assertThat(control.draw("any", 20)).isZero();
  }

  @Test
  void theKeyThatFloodsExitsShallowerThanItsNeighbours() throws Exception {
    LoadedControl control = LoadedControl.fair(ControlMode.ADAPTIVE, 0.8);
    control.load(6, 130, 90, number -> number % 10 == 0 ? "rare-" + number % 7 : "flood");

    List<Integer> flood = new ArrayList<>();
    List<Integer> rare = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      flood.add(control.draw("flood", 90));
      rare.add(control.draw("rare-" + i % 7, 90));
    }

    assertThat(mean(rare)).isLessThan(0.2);
    assertThat(mean(flood)).isBetween(1.0, 2.0);
    assertThat(flood).doesNotContain(LIMIT + 1);
  }

  @Test
  void aHeldRungIsHeldForEveryKeyAlsoWhereSharesDiffer() throws Exception {
    LoadedControl control = LoadedControl.fair(ControlMode.STATIC, 0.8);
    control.tune("max-loss", "0.2", "flood");

    List<Integer> drawn = control.load(6, 130, 90, number -> number % 10 == 0 ? "rare" : "flood");

    assertThat(drawn).containsOnly(LIMIT);
  }

  @Test
  void subtasksThatShareADeviceDoNotRunMuchDeeperThanEachOther() throws Exception {
    SharedDevice device = new SharedDevice(1);
    LoadedControl busy = LoadedControl.on(device);
    LoadedControl calm = LoadedControl.on(device);
    busy.tune("max-loss", "0.2");
    calm.tune("max-loss", "0.2");

    for (int i = 0; i < 20; i++) {
      busy.load(0.1, 900, 5_000);
      calm.load(0.1, 10, 20);
    }

    assertThat((double) busy.gauge("rung")).isEqualTo(4);
    assertThat((double) calm.gauge("rung"))
        .as("0.2 of full depth and half an e-fold more, between rungs 3 and 4")
        .isBetween(3.2, 3.5);
  }

  @Test
  void aRestoredControlGoesOnAtTheDepthItLeft() throws Exception {
    LoadedControl control = LoadedControl.of(ControlMode.ADAPTIVE);
    control.load(4, 130, 90);

    LoadedControl restored = LoadedControl.restored(control);

    double left = (double) control.gauge("rung");
    restored.load(0.1, 130, 90);
    assertThat((double) restored.gauge("rung")).isBetween(left - 0.5, left + 0.5);
  }

  private static double mean(List<Integer> rungs) {
    return rungs.stream().mapToInt(rung -> rung).average().orElseThrow();
  }
}
