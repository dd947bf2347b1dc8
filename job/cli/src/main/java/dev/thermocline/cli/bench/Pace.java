package dev.thermocline.cli.bench;

import dev.thermocline.builder.BuildException;
import dev.thermocline.builder.EngineSpeed;
import dev.thermocline.builder.data.Example;
import dev.thermocline.engine.bundle.Bundle;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * How fast the machine is between runs, by its bare engine. Others may share the machine and take
 * what belongs to a run without being seen from here; a load in multiples of what the machine
 * carried an hour ago would then be another load. One measurement tells of its own seconds only:
 * what it usually is comes from the last of them.
 */
final class Pace implements AutoCloseable {

  /** About two seconds at full depth on two cores. */
  private static final int RECORDS = 500;

  /** Those of a quarter of an hour, where a run of a minute lies between two. */
  private static final int REMEMBERED = 12;

  private final EngineSpeed engine;
  private final Deque<Double> speeds = new ArrayDeque<>();

  private Pace(EngineSpeed engine) {
    this.engine = engine;
  }

  /**
   * Opens the bundle a second time, beside the jobs'.
   *
   * @param examples the first of them are run
   */
  static Pace open(Bundle bundle, List<Example> examples) throws BuildException, IOException {
    List<Example> texts = new ArrayList<>();
    for (Example example : examples.subList(0, Math.min(RECORDS, examples.size()))) {
      texts.add(new Example(example.id(), example.text(), null, example.group()));
    }
    Pace pace = new Pace(EngineSpeed.open(bundle, texts));
    // Once for the code to be compiled.
    pace.engine.recordsPerSecond();
    return pace;
  }

  /** Records per second of the bare engine at full depth; nothing else may run. */
  double engineSpeed() throws BuildException {
    double speed = engine.recordsPerSecond();
    speeds.add(speed);
    if (speeds.size() > REMEMBERED) {
      speeds.remove();
    }
    return speed;
  }

  /** The mean of the last of those measurements. */
  double usualSpeed() {
    return speeds.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  /** The speed now as a share of what it was when the benchmark's capacities were measured. */
  double of(Setup setup) throws BuildException {
    return engineSpeed() / setup.engineSpeed();
  }

  /** The usual speed as such a share. */
  double usual(Setup setup) {
    return usualSpeed() / setup.engineSpeed();
  }

  @Override
  public void close() {
    engine.close();
  }
}
