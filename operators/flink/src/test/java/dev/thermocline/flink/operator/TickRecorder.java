package dev.thermocline.flink.operator;

import dev.thermocline.engine.control.BindingConstraint;
import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.engine.control.ControlSettings;
import dev.thermocline.engine.control.ControlTarget;
import dev.thermocline.engine.control.ControllerState;
import dev.thermocline.engine.control.DepthController;
import dev.thermocline.engine.control.DepthControllers;
import dev.thermocline.engine.control.DepthDecision;
import dev.thermocline.engine.control.LoadSample;
import dev.thermocline.engine.control.RungCosts;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** Keeps what each tick measured, and what the adaptive law would make of it. */
final class TickRecorder {
  private static final long PATIENCE_SECONDS = 170;

  private final LinkedBlockingQueue<Tick> ticks = new LinkedBlockingQueue<>();

  /**
   * One tick.
   *
   * @param adaptive what the adaptive law decides where every rung is within the limit
   */
  record Tick(LoadSample load, DepthDecision adaptive) {}

  /** A controller that decides as another and records. */
  DepthController around(DepthController decides, ControlSettings settings) {
    DepthController adaptive =
        DepthControllers.of(settings.with(ControlMode.ADAPTIVE, ControlSettings.LIMIT_RUNG));
    return new DepthController() {
      @Override
      public DepthDecision decide(LoadSample sample, RungCosts costs, ControlTarget target) {
        ControlTarget free = new ControlTarget(target.sloSeconds(), costs.rungs() - 1);
        ticks.add(new Tick(sample, adaptive.decide(sample, costs, free)));
        return decides.decide(sample, costs, target);
      }

      @Override
      public ControllerState state() {
        return decides.state();
      }

      @Override
      public void restore(ControllerState state) {
        decides.restore(state);
      }
    };
  }

  /** Waits for a tick like this. */
  void await(Predicate<LoadSample> wanted) throws InterruptedException {
    Tick tick = next();
    while (!wanted.test(tick.load())) {
      tick = next();
    }
  }

  /** Waits for a tick at which the adaptive law is held so. */
  void await(BindingConstraint wanted) throws InterruptedException {
    Tick tick = next();
    while (tick.adaptive().constraint() != wanted) {
      tick = next();
    }
  }

  /** The next ticks, once so many have passed. */
  List<Tick> take(int skipped, int taken) throws InterruptedException {
    List<Tick> all = new ArrayList<>();
    while (all.size() < skipped + taken) {
      all.add(next());
    }
    return all.subList(skipped, all.size());
  }

  private Tick next() throws InterruptedException {
    Tick tick = ticks.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (tick == null) {
      throw new AssertionError("no tick for " + PATIENCE_SECONDS + " s");
    }
    return tick;
  }
}
