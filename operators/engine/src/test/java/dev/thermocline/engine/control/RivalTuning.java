package dev.thermocline.engine.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Searches parameters of every controller with the same budget: random candidates beside the
 * defaults, scored by effective agreement over the feasible traces at two SLOs, eight seeds each,
 * none of which {@link ControllerComparison} uses. Argument: candidates per controller.
 */
public final class RivalTuning {
  private static final double[] SLOS = {0.5, 1};
  private static final long FIRST_SEED = 1001;
  private static final int SEEDS = 8;

  private record Case(Trace trace, SimulatedJob.Setting setting) {}

  private RivalTuning() {}

  public static void main(String[] arguments) {
    int candidates = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 60;
    List<Case> cases = cases();
    Map<String, Function<Random, Supplier<DepthController>>> spaces = new TreeMap<>();
    spaces.put("aimd-delay", RivalTuning::delay);
    spaces.put("aimd-busy", RivalTuning::busy);
    spaces.put("pi-age", RivalTuning::pi);
    spaces.put("adaptive", RivalTuning::law);
    spaces.forEach((name, space) -> search(name, space, candidates, cases));
    for (ControlMode mode : ControlMode.values()) {
      Supplier<DepthController> controller =
          () -> DepthControllers.of(ControlSettings.DEFAULTS.with(mode, -1));
      System.out.printf("default %s %.5f%n", mode, score(controller, cases));
    }
  }

  private static List<Case> cases() {
    SimulatedJob.Setting base = SimulatedJob.Setting.DEFAULT;
    double full = SimulatedTraces.capacity(0, base);
    double m = SimulatedTraces.capacity(base.limitRung(), base) / full;
    List<Case> cases = new ArrayList<>();
    for (double slo : SLOS) {
      for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
        for (Trace trace : SimulatedTraces.feasible(full, m, seed)) {
          if (Double.isInfinite(trace.sinkRate())) {
            cases.add(new Case(trace, base.slo(slo)));
          }
        }
      }
    }
    return cases;
  }

  private static void search(
      String name,
      Function<Random, Supplier<DepthController>> space,
      int candidates,
      List<Case> cases) {
    Random random = new Random(3);
    TreeMap<Double, String> best = new TreeMap<>();
    for (int i = 0; i < candidates; i++) {
      Supplier<DepthController> candidate = space.apply(random);
      best.put(score(candidate, cases), candidate.toString());
    }
    System.out.println(name);
    best.descendingMap().entrySet().stream()
        .limit(5)
        .forEach(e -> System.out.printf("  %.5f %s%n", e.getKey(), e.getValue()));
  }

  private static double score(Supplier<DepthController> candidate, List<Case> cases) {
    return cases.parallelStream()
        .mapToDouble(
            each ->
                SimulatedJob.run(each.trace(), each.setting(), candidate.get(), 17)
                    .effective(each.setting().slo()))
        .average()
        .orElseThrow();
  }

  private static Supplier<DepthController> described(
      Record parameters, Supplier<DepthController> supplier) {
    return new Supplier<>() {
      @Override
      public DepthController get() {
        return supplier.get();
      }

      @Override
      public String toString() {
        return parameters.toString();
      }
    };
  }

  private static double log(Random random, double low, double high) {
    return low * Math.pow(high / low, random.nextDouble());
  }

  private static double linear(Random random, double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  private static Supplier<DepthController> delay(Random random) {
    AimdDelayController.Parameters parameters =
        new AimdDelayController.Parameters(
            log(random, 0.05, 0.6),
            linear(random, 0.5, 0.95),
            log(random, 0.02, 0.8),
            log(random, 0.1, 2));
    return described(parameters, () -> new AimdDelayController(parameters));
  }

  private static Supplier<DepthController> busy(Random random) {
    AimdBusyController.Parameters parameters =
        new AimdBusyController.Parameters(
            linear(random, 0.7, 0.99),
            linear(random, 0.5, 0.95),
            log(random, 0.02, 0.8),
            log(random, 0.1, 2));
    return described(parameters, () -> new AimdBusyController(parameters));
  }

  private static Supplier<DepthController> pi(Random random) {
    PiAgeController.Parameters parameters =
        new PiAgeController.Parameters(
            log(random, 0.01, 0.6), log(random, 0.1, 10), log(random, 0.05, 10));
    return described(parameters, () -> new PiAgeController(parameters));
  }

  private static Supplier<DepthController> law(Random random) {
    LawParameters parameters =
        new LawParameters(
            linear(random, 0.9, 1.05),
            linear(random, 0.1, 0.35),
            linear(random, 1, 4),
            linear(random, 0, 0.8),
            linear(random, 0.3, 1.2),
            log(random, 0.002, 0.1),
            linear(random, 0.4, 0.9),
            linear(random, 1.5, 4),
            log(random, 0.2, 2));
    return described(
        parameters, () -> new AdaptiveController(parameters, ControlSignal.AGE, CatchUp.LIMIT));
  }
}
