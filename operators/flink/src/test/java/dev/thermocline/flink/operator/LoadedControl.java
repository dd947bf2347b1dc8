package dev.thermocline.flink.operator;

import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.engine.control.ControlSettings;
import dev.thermocline.engine.control.CostModel;
import dev.thermocline.engine.control.DepthControllers;
import dev.thermocline.engine.control.OnOverload;
import dev.thermocline.engine.control.SharedDevice;
import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.load.LoadSampler;
import dev.thermocline.flink.load.TaskSignals;
import dev.thermocline.flink.metrics.ControlMetrics;
import dev.thermocline.flink.metrics.RecordingMetricGroup;
import dev.thermocline.flink.tuning.Tuning;
import dev.thermocline.flink.tuning.TuningCommand;
import dev.thermocline.flink.tuning.TuningScope;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.TestProcessingTimeService;
import org.jspecify.annotations.Nullable;

/**
 * Depth control of a ladder of five rungs under a load that a test sets, on a clock of its own. A
 * record takes 10 ms at full depth, 2 ms less each rung; rung 3 loses 0.06.
 */
final class LoadedControl {
  static final List<Double> LOSSES = List.of(0.0, 0.01, 0.03, 0.06, 0.2);

  private static final long TICK = 100;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final TestProcessingTimeService clock = new TestProcessingTimeService();
  private final AtomicLong nanos = new AtomicLong();
  private final RecordingMetricGroup metrics = new RecordingMetricGroup();
  private final DepthControl control;
  private Tuning tuning = Tuning.NONE;
  private long records;
  private long now = 1_000_000;

  private LoadedControl(EarlyExitSettings settings, SharedDevice device) throws Exception {
    clock.setCurrentTime(now);
    LadderSelection ladder = ladder();
    CostModel costs =
        new CostModel(
            (stage, batch, bucket) -> batch * (stage == 1 ? 0.002 : 0.008),
            ladder.reach(),
            1,
            new int[] {8, 8},
            0);
    LoadSampler sampler = new LoadSampler(new FreeOutput(), costs, nanos::get);
    control =
        new DepthControl(
            settings,
            ladder,
            sampler,
            device,
            DepthControllers::of,
            new ControlMetrics(metrics),
            clock);
  }

  private static LadderSelection ladder() {
    List<double[]> reach = new ArrayList<>();
    for (int rung = 0; rung < LOSSES.size(); rung++) {
      reach.add(new double[] {1, 1 - rung / 4.0});
    }
    return new LadderSelection(
        TestBundles.POLICY,
        Collections.nCopies(LOSSES.size(), new double[2]),
        reach,
        LOSSES,
        Collections.nCopies(LOSSES.size(), Double.NaN));
  }

  static LoadedControl of(ControlMode mode, OnOverload onOverload) throws Exception {
    return new LoadedControl(settings(mode, onOverload, 0), new SharedDevice(1)).started();
  }

  /** An adaptive one on a device that others use, too. */
  static LoadedControl on(SharedDevice device) throws Exception {
    return new LoadedControl(settings(ControlMode.ADAPTIVE, OnOverload.HOLD, 0), device).started();
  }

  /** One that lets a key's share of the cost fall with its rate. */
  static LoadedControl fair(ControlMode mode, double alpha) throws Exception {
    return new LoadedControl(settings(mode, OnOverload.HOLD, alpha), new SharedDevice(1)).started();
  }

  static LoadedControl of(ControlMode mode) throws Exception {
    return of(mode, OnOverload.HOLD);
  }

  /** An adaptive one that goes on from what another remembered. */
  static LoadedControl restored(LoadedControl other) throws Exception {
    LoadedControl next =
        new LoadedControl(settings(ControlMode.ADAPTIVE, OnOverload.HOLD, 0), new SharedDevice(1));
    next.control.restore(other.control.snapshot());
    return next.started();
  }

  private LoadedControl started() {
    control.start(() -> Double.NaN);
    return this;
  }

  private static EarlyExitSettings settings(
      ControlMode mode, OnOverload onOverload, double fairness) {
    EarlyExitSettings base = TestSettings.depth(mode, -1, 0.05);
    ControlSettings control = base.control();
    return new EarlyExitSettings(
        base.bundlePath(),
        base.policy(),
        base.thresholds(),
        base.thresholdsFloor(),
        new ControlSettings(
            mode,
            -1,
            control.slo(),
            control.tick(),
            control.signal(),
            control.catchUp(),
            fairness,
            onOverload),
        base.loss(),
        base.maxLoss(),
        base.ordered(),
        base.batchMaxSize(),
        base.batchMaxTime(),
        base.batchLinger(),
        base.lengthBuckets(),
        base.inFlightMax(),
        base.inFlightMaxBytes(),
        base.cpuPermits());
  }

  /** Lets records arrive at a rate, each so old when its first batch forms; what they drew. */
  List<Integer> load(double seconds, int perSecond, long ageMillis) throws Exception {
    return load(seconds, perSecond, ageMillis, number -> "any");
  }

  /** As {@link #load(double, int, long)}, with the key of each record. */
  List<Integer> load(double seconds, int perSecond, long ageMillis, IntFunction<String> keyOf)
      throws Exception {
    List<Integer> drawn = new ArrayList<>();
    double due = 0;
    for (long tick = 0; tick < seconds * 1000 / TICK; tick++) {
      for (int millis = 0; millis < TICK; millis++) {
        pass();
        for (due += perSecond / 1000.0; due >= 1; due--) {
          drawn.add(draw(keyOf.apply(drawn.size()), ageMillis));
        }
      }
    }
    return drawn;
  }

  private void pass() throws Exception {
    now++;
    nanos.addAndGet(NANOS_PER_MILLI);
    clock.setCurrentTime(now);
  }

  /** What one more record draws. */
  int draw(String key, long ageMillis) {
    InFlight<String> record =
        new InFlight<>(new StreamRecord<>("text"), now - ageMillis, 0, false, 0);
    control.admitted(key, record);
    return control.draw(records++ * 0x9E3779B97F4A7C15L, key, record);
  }

  void tune(String setting, String value) {
    tune(setting, value, null);
  }

  void tune(String setting, String value, @Nullable String key) {
    long offset = tuning.offset() + 1;
    TuningScope scope = key == null ? TuningScope.JOB : TuningScope.KEY;
    tuning =
        tuning.apply(new TuningCommand("c" + offset, setting, value, scope, key, "ada", offset));
    control.tune(tuning);
  }

  Object gauge(String name) {
    return metrics.gauge(name);
  }

  private static final class FreeOutput implements TaskSignals {
    @Override
    public boolean outputAvailable() {
      return true;
    }

    @Override
    public long outputWaitMillis() {
      return 0;
    }

    @Override
    public long inputIdleMillis() {
      return 0;
    }
  }
}
