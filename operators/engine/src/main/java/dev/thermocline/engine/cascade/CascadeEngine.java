package dev.thermocline.engine.cascade;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.exit.ExitPolicy;
import dev.thermocline.engine.runtime.CpuPermits;
import dev.thermocline.engine.runtime.SharedStages;
import dev.thermocline.engine.runtime.StageCosts;
import dev.thermocline.engine.runtime.WarmUp;
import dev.thermocline.engine.stage.StageException;
import dev.thermocline.engine.stage.StageFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A bundle loaded and measured on this machine, ready to start cascades. Stages and measurements
 * are shared with every other engine of the same bundle and class loader.
 */
public final class CascadeEngine implements AutoCloseable {
  private final Bundle bundle;
  private final CascadeSettings settings;
  private final CpuPermits permits;
  private final SharedStages.Lease lease;
  private final StageCosts costs;

  private CascadeEngine(
      Bundle bundle,
      CascadeSettings settings,
      CpuPermits permits,
      SharedStages.Lease lease,
      StageCosts costs) {
    this.bundle = bundle;
    this.settings = settings;
    this.permits = permits;
    this.lease = lease;
    this.costs = costs;
  }

  /**
   * Opens a bundle's stages on the CPU and measures them where nobody has yet.
   *
   * @param settings how micro-batches form; length buckets are cut to the model's length
   * @throws StageException if a stage cannot be opened or fails in the warm-up
   */
  public static CascadeEngine open(
      Bundle bundle, StageFactory factory, CascadeSettings settings, CpuPermits permits)
      throws StageException {
    CascadeSettings cut = cutToModel(settings, bundle.input().maxLength());
    List<String> devices = Collections.nCopies(bundle.stages().size(), "cpu");
    SharedStages shared = SharedStages.ofProcess();
    SharedStages.Lease lease = shared.lease(bundle, devices, factory);
    boolean opened = false;
    try {
      StageCosts costs =
          shared.costs(
              bundle.id() + devices + cut,
              () ->
                  new WarmUp(System::nanoTime, permits)
                      .measure(
                          lease.stages(),
                          cut.lengthBuckets(),
                          cut.maxSize(),
                          cut.maxTime().toNanos() * 1e-9));
      opened = true;
      return new CascadeEngine(bundle, cut, permits, lease, costs);
    } finally {
      if (!opened) {
        lease.close();
      }
    }
  }

  /** The bundle this engine runs. */
  public Bundle bundle() {
    return bundle;
  }

  /** How micro-batches form, length buckets cut to the model's length. */
  public CascadeSettings settings() {
    return settings;
  }

  /** Seconds per run measured on this machine. */
  public StageCosts costs() {
    return costs;
  }

  /**
   * Starts a cascade with a lane of its own; close it before the engine.
   *
   * @param lanes those its lane helps and is helped by
   * @param ladder thresholds per exit, one array per rung
   */
  public <T> LaneCascade<T> start(
      Lanes lanes,
      ExitPolicy policy,
      List<double[]> ladder,
      RungDraw<T> rungs,
      OutcomeSink<T> sink,
      CascadeObserver<T> observer) {
    CascadePlan plan =
        new CascadePlan(lease.stages(), bundle.heads(), policy, ladder, costs, settings, permits);
    return LaneCascade.open(plan, lanes, rungs, sink, observer);
  }

  /** Gives the stages back; the last engine of a bundle closes its sessions. Idempotent. */
  @Override
  public void close() {
    lease.close();
  }

  private static CascadeSettings cutToModel(CascadeSettings settings, int maxLength) {
    List<Integer> lengths = new ArrayList<>();
    for (int bound : settings.lengthBuckets()) {
      if (bound < maxLength) {
        lengths.add(bound);
      }
    }
    lengths.add(maxLength);
    return new CascadeSettings(settings.maxSize(), settings.maxTime(), settings.linger(), lengths);
  }
}
