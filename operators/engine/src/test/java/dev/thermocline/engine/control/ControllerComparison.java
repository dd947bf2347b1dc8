package dev.thermocline.engine.control;

import dev.thermocline.engine.control.SimulatedLane.Engine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Prints how the controllers do on simulated traces, as means over seeds: effective agreement
 * (agrees with full depth and in time), agreement, and share of late records. Arguments: SLO in
 * seconds, loss limit, slowdown of the engine against its predictions, number of seeds, anything
 * for an engine that gains from batches.
 */
public final class ControllerComparison {
  private static final long FIRST_SEED = 11;

  private ControllerComparison() {}

  public static void main(String[] arguments) {
    double slo = arguments.length > 0 ? Double.parseDouble(arguments[0]) : 0.5;
    double loss = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 0.05;
    double slowdown = arguments.length > 2 ? Double.parseDouble(arguments[2]) : 1;
    int seeds = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 5;
    int limit = DefaultLadder.limitRung(loss);
    Engine engine = arguments.length > 4 ? Engine.GPU : Engine.CPU;
    SimulatedJob.Setting setting =
        SimulatedJob.Setting.DEFAULT.slo(slo).limit(limit).slowdown(slowdown).engine(engine);
    double full = SimulatedTraces.capacity(0, setting);
    double m = SimulatedTraces.capacity(limit, setting) / full;
    System.out.printf(
        "SLO %.2f s, limit rung %d, full depth %.1f/s, M %.2f, %d seeds%n",
        slo, limit, full, m, seeds);
    Map<String, Supplier<DepthController>> controllers = controllers(limit);
    List<List<Trace>> traces = new ArrayList<>();
    for (long seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed++) {
      List<Trace> all = new ArrayList<>(SimulatedTraces.feasible(full, m, seed));
      all.addAll(SimulatedTraces.infeasible(full, m, seed));
      traces.add(all);
    }
    System.out.printf("%-14s", "trace");
    controllers.keySet().forEach(name -> System.out.printf(" | %-20s", name));
    System.out.println();
    for (int i = 0; i < traces.get(0).size(); i++) {
      System.out.printf("%-14s", traces.get(0).get(i).name());
      for (Supplier<DepthController> controller : controllers.values()) {
        printCell(traces, i, setting, controller);
      }
      System.out.println();
    }
  }

  private static void printCell(
      List<List<Trace>> traces,
      int index,
      SimulatedJob.Setting setting,
      Supplier<DepthController> controller) {
    double effective = 0;
    double quality = 0;
    double late = 0;
    for (List<Trace> seeded : traces) {
      RunReport report = SimulatedJob.run(seeded.get(index), setting, controller.get(), 5);
      effective += report.effective(setting.slo()) / traces.size();
      quality += report.quality() / traces.size();
      late += report.late(setting.slo()) / traces.size();
    }
    System.out.printf(" | %.4f %.4f %.4f", effective, quality, late);
  }

  static Map<String, Supplier<DepthController>> controllers(int limit) {
    Map<String, Supplier<DepthController>> all = new LinkedHashMap<>();
    all.put("static mid", () -> new FixedController(limit / 2));
    all.put("static limit", () -> new FixedController(limit));
    for (ControlMode mode :
        List.of(
            ControlMode.AIMD_DELAY,
            ControlMode.AIMD_BUSY,
            ControlMode.PI_AGE,
            ControlMode.ADAPTIVE)) {
      all.put(mode.toString(), () -> DepthControllers.of(ControlSettings.DEFAULTS.with(mode, -1)));
    }
    all.put(
        "backpressure",
        () ->
            new AdaptiveController(
                LawParameters.DEFAULTS, ControlSignal.BACKPRESSURE, CatchUp.LIMIT));
    return all;
  }
}
