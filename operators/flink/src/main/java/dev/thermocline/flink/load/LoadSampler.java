package dev.thermocline.flink.load;

import dev.thermocline.engine.control.CostModel;
import dev.thermocline.engine.control.LoadSample;
import dev.thermocline.engine.control.OfferedRate;
import dev.thermocline.engine.control.PartitionRate;
import dev.thermocline.engine.control.RecordAge;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/**
 * Gathers what one subtask's load is and sums it up once per tick.
 *
 * <p>The task thread tells of arrivals, waits and emissions, lane threads of starts and runs;
 * nothing is allocated per record.
 */
public final class LoadSampler {

  /**
   * Below it, handing a result on is work, also where the thread lost its processor for a while;
   * above it, the output made it wait.
   */
  private static final long HANDING_ON_NANOS = 10_000_000;

  /** Share of a tick from which waiting for the output leaves too little of it to read in. */
  private static final double MOSTLY = 0.5;

  private static final double NANOS = 1e9;
  private static final double MILLIS = 1e3;

  private final TaskSignals signals;
  private final CostModel costs;
  private final LongSupplier nanoClock;
  private final OfferedRate offered = new OfferedRate();
  private final RecordAge age = new RecordAge();
  private final LongAdder busyNanos = new LongAdder();
  private final SinkFlush flush = new SinkFlush();
  private boolean started;
  private long tickNanos;
  private long busyBefore;
  private long outputWaitBefore;
  private long emitted;
  private long emittedBefore;
  private long blockedNanos;
  private long causedNanos;
  private long handedNanos;
  private long inputIdleBefore;
  private boolean timed = true;
  private boolean atCap;

  /**
   * A sampler.
   *
   * @param signals what the task tells
   * @param costs learns from the runs
   * @param nanoClock time in nanoseconds
   */
  public LoadSampler(TaskSignals signals, CostModel costs, LongSupplier nanoClock) {
    this.signals = signals;
    this.costs = costs;
    this.nanoClock = nanoClock;
  }

  /** What runs cost. */
  public CostModel costs() {
    return costs;
  }

  /** Offered rates of the partitions, for the checkpoint; task thread. */
  public List<PartitionRate> rates() {
    return offered.state();
  }

  /** Goes on from what it measured before; task thread, before the first record. */
  public void restore(double costScale, List<PartitionRate> rates) {
    costs.restoreScale(costScale);
    offered.restore(rates, nanoClock.getAsLong());
  }

  /**
   * A record comes in; task thread.
   *
   * @param arrivedMillis when it arrived in its source; negative = unknown
   */
  public void arrived(int partition, long arrivedMillis) {
    timed = arrivedMillis >= 0;
    if (!timed) {
      return;
    }
    offered.arrived(partition, arrivedMillis, nanoClock.getAsLong());
  }

  /** Whether the task had nothing to read since it was last asked, or since the last tick. */
  public boolean inputRanDry() {
    long idle = signals.inputIdleMillis();
    boolean ranDry = idle > inputIdleBefore;
    inputIdleBefore = idle;
    return ranDry;
  }

  /** Whether the output takes a record without waiting; task thread. */
  public boolean outputAvailable() {
    return signals.outputAvailable();
  }

  /** Nanoseconds spent in handing results on since the start; task thread. */
  public long handedNanos() {
    return handedNanos;
  }

  /**
   * Admission waits at the cap from here on, or no longer; task thread. While it waits, silence
   * says nothing about what is offered.
   */
  public void waiting(boolean waits) {
    atCap = waits;
    offered.waiting(waits);
    if (!waits) {
      offered.busy(nanoClock.getAsLong());
    }
  }

  /**
   * Admission waited at the cap; task thread. The wait is the engine's where the output was
   * available throughout, the output's where it never was.
   *
   * @param nanos of the wait, handing results on not counted
   * @param availableBefore whether the output was available when the wait began
   */
  public void waitedAtCap(long nanos, boolean availableBefore) {
    boolean available = signals.outputAvailable();
    if (available && availableBefore) {
      causedNanos += nanos;
    } else if (!available && !availableBefore) {
      blockedNanos += nanos;
    }
  }

  /** A result was handed on; task thread. */
  public void handedOn(long nanos) {
    emitted++;
    handedNanos += nanos;
    if (nanos > HANDING_ON_NANOS) {
      blockedNanos += nanos;
    }
  }

  /**
   * A checkpoint's barrier has passed what comes after the operator in its task; task thread.
   *
   * @param nanos what that took
   */
  public void flushed(long nanos) {
    flush.passed(nanoClock.getAsLong(), nanos, emitted);
  }

  /**
   * A record's first run begins; lane threads.
   *
   * @param ageMillis time since it arrived in its source
   * @param idle whether the engine and the input were empty when it was admitted
   */
  public void started(int partition, long ageMillis, boolean idle) {
    age.started(partition, ageMillis, nanoClock.getAsLong(), idle);
  }

  /** A lane has dealt with a micro-batch; lane threads. */
  public void turned(int stage, int bucket, int rows, long nanos, boolean loaded) {
    busyNanos.add(nanos);
    costs.ran(stage, bucket, rows, nanos / NANOS, loaded);
  }

  /**
   * The load since the last call; task thread.
   *
   * @param oldestSeconds age of the oldest record in flight; NaN without one
   * @param deviceLogCost smallest log cost of the others on the device
   */
  public LoadSample sample(double oldestSeconds, double deviceLogCost) {
    long now = nanoClock.getAsLong();
    double seconds = started ? (now - tickNanos) / NANOS : 0;
    long busy = busyNanos.sum();
    long outputWait = signals.outputWaitMillis();
    double waited = started ? (outputWait - outputWaitBefore) / MILLIS : 0;
    double blocked = waited + blockedNanos / NANOS;
    boolean available = signals.outputAvailable();
    // Flink adds up a wait only when it ends.
    blocked = available ? blocked : Math.max(blocked, seconds);
    inputIdleBefore = signals.inputIdleMillis();
    LoadSample sample =
        new LoadSample(
            seconds,
            timed ? age.seconds(now, oldestSeconds) : Double.NaN,
            timed ? offeredRate(now, available, waited > MOSTLY * seconds) : Double.NaN,
            seconds > 0 ? (emitted - emittedBefore) / seconds : 0,
            costs.scale(),
            costs.residenceSeconds(),
            share(blocked, seconds),
            share(causedNanos / NANOS, seconds),
            share((busy - busyBefore) / NANOS, seconds),
            deviceLogCost,
            flush.rate(now));
    started = true;
    tickNanos = now;
    busyBefore = busy;
    outputWaitBefore = outputWait;
    emittedBefore = emitted;
    blockedNanos = 0;
    causedNanos = 0;
    return sample;
  }

  /** A task whose output takes nothing reads nothing: its silence is not the source's. */
  private double offeredRate(long now, boolean available, boolean mostlyWaited) {
    if (!available || mostlyWaited) {
      offered.busy(now);
    }
    offered.waiting(atCap || !available);
    double perSecond = offered.perSecond(now);
    offered.waiting(atCap);
    return perSecond;
  }

  private static double share(double part, double whole) {
    return whole > 0 ? Math.min(part / whole, 1) : 0;
  }
}
