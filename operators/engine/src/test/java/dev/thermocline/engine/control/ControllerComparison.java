package dev.thermocline.engine.control;

import dev.thermocline.engine.control.SimulatedLane.Engine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Prints how the controllers do on simulated traces: effective agreement (agrees with full depth
 * and in time), share of late records, both as means over seeds, and in how many of the seeds in
 * which static at the limit holds the SLO in 99 of 100 records the controller does so too. The mean
 * is over the traces that the limit carries and no sink bounds. Arguments: SLO in seconds, loss
 * limit, slowdown of the engine against its predictions, number of seeds, anything for an engine
 * that gains from batches.
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
    Map<String, Cell> means = new LinkedHashMap<>();
    for (int i = 0; i < traces.get(0).size(); i++) {
      List<Trace> seeded = at(traces, i);
      List<Double> bar = percentiles(seeded, setting, () -> new FixedController(limit));
      boolean counts = i < carried(full, m) && Double.isInfinite(seeded.get(0).sinkRate());
      System.out.printf("%-14s", seeded.get(0).name());
      for (Map.Entry<String, Supplier<DepthController>> each : controllers.entrySet()) {
        Cell cell = cell(seeded, setting, each.getValue(), bar);
        System.out.print(cell);
        if (counts) {
          means.merge(each.getKey(), cell, Cell::plus);
        }
      }
      System.out.println();
    }
    System.out.printf("%-14s", "mean");
    means.values().forEach(System.out::print);
    System.out.println();
  }

  private static List<Trace> at(List<List<Trace>> traces, int index) {
    return traces.stream().map(seeded -> seeded.get(index)).toList();
  }

  private static int carried(double full, double m) {
    return SimulatedTraces.feasible(full, m, FIRST_SEED).size();
  }

  private static List<RunReport> runs(
      List<Trace> seeded, SimulatedJob.Setting setting, Supplier<DepthController> controller) {
    return seeded.parallelStream()
        .map(trace -> SimulatedJob.run(trace, setting, controller.get(), 5))
        .toList();
  }

  private static List<Double> percentiles(
      List<Trace> seeded, SimulatedJob.Setting setting, Supplier<DepthController> controller) {
    return runs(seeded, setting, controller).stream().map(report -> report.latency(0.99)).toList();
  }

  private static Cell cell(
      List<Trace> seeded,
      SimulatedJob.Setting setting,
      Supplier<DepthController> controller,
      List<Double> bar) {
    Cell sum = new Cell(0, 0, 0, 0, 0);
    List<RunReport> reports = runs(seeded, setting, controller);
    for (int i = 0; i < reports.size(); i++) {
      RunReport report = reports.get(i);
      boolean feasible = bar.get(i) <= setting.slo();
      boolean held = feasible && report.latency(0.99) <= setting.slo();
      sum =
          sum.plus(
              new Cell(
                  report.effective(setting.slo()),
                  report.late(setting.slo()),
                  held ? 1 : 0,
                  feasible ? 1 : 0,
                  1));
    }
    return sum;
  }

  private record Cell(double effective, double late, int held, int feasible, int runs) {
    Cell plus(Cell other) {
      return new Cell(
          effective + other.effective,
          late + other.late,
          held + other.held,
          feasible + other.feasible,
          runs + other.runs);
    }

    @Override
    public String toString() {
      return String.format(
          " | %.4f %.4f %7s", effective / runs, late / runs, held + "/" + feasible);
    }
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
