package dev.thermocline.engine.runtime;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.stage.Stage;
import dev.thermocline.engine.stage.StageException;
import dev.thermocline.engine.stage.StageFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Stages opened once per bundle id, stage and device and shared by counting: the last lease that is
 * closed closes the stage. Flink loads a job's classes once per task manager and job, so {@link
 * #ofProcess} spans the subtasks of one job on one task manager.
 */
public final class SharedStages {
  private static final SharedStages OF_PROCESS = new SharedStages();

  private final Map<Key, Entry> entries = new HashMap<>();
  private final Map<String, Costs> costs = new ConcurrentHashMap<>();

  /** An empty registry, apart from the process's own. */
  public SharedStages() {}

  /** The registry of everything this class loader runs in this process. */
  public static SharedStages ofProcess() {
    return OF_PROCESS;
  }

  private record Key(String bundleId, int stage, String device) {}

  private static final class Entry {
    final Stage stage;
    int leases;

    Entry(Stage stage) {
      this.stage = stage;
    }
  }

  private static final class Costs {
    @Nullable StageCosts measured;
  }

  /** All stages of one bundle, held until closed. */
  public final class Lease implements AutoCloseable {
    private final List<Key> keys;
    private final List<Stage> stages;
    private boolean closed;

    private Lease(List<Key> keys, List<Stage> stages) {
      this.keys = keys;
      this.stages = Collections.unmodifiableList(stages);
    }

    /** The chain in order. */
    public List<Stage> stages() {
      return stages;
    }

    /** Gives the stages back; runs under way must have ended. Idempotent. */
    @Override
    public void close() {
      synchronized (SharedStages.this) {
        if (!closed) {
          closed = true;
          release(keys);
        }
      }
    }
  }

  /**
   * Leases all stages of a bundle, opening those that nobody holds.
   *
   * @param devices one device per stage, in order
   * @throws StageException if a stage cannot be opened; nothing stays leased
   */
  public synchronized Lease lease(Bundle bundle, List<String> devices, StageFactory factory)
      throws StageException {
    if (devices.size() != bundle.stages().size()) {
      throw new IllegalArgumentException(
          "device.stages has "
              + devices.size()
              + " entries; it must have one per stage, "
              + bundle.stages().size());
    }
    List<Key> keys = new ArrayList<>();
    List<Stage> stages = new ArrayList<>();
    boolean leased = false;
    try {
      for (int i = 0; i < devices.size(); i++) {
        Key key = new Key(bundle.id(), i + 1, devices.get(i));
        Entry entry = entries.get(key);
        if (entry == null) {
          entry = new Entry(factory.open(bundle, i + 1, devices.get(i)));
          entries.put(key, entry);
        }
        entry.leases++;
        keys.add(key);
        stages.add(entry.stage);
      }
      leased = true;
    } finally {
      if (!leased) {
        release(keys);
      }
    }
    return new Lease(keys, stages);
  }

  /** Stages open at the moment. */
  public synchronized int open() {
    return entries.size();
  }

  /**
   * Costs of a bundle's stages, measured by the first caller and kept; callers of other keys do not
   * wait.
   *
   * @param key what the measurement depends on: bundle, devices, batch settings
   * @param measure runs the warm-up
   */
  public StageCosts costs(String key, Measurement measure) throws StageException {
    Costs slot = costs.computeIfAbsent(key, missing -> new Costs());
    synchronized (slot) {
      StageCosts measured = slot.measured == null ? measure.run() : slot.measured;
      slot.measured = measured;
      return measured;
    }
  }

  /** A warm-up that may fail. */
  @FunctionalInterface
  public interface Measurement {
    StageCosts run() throws StageException;
  }

  /** Gives back every key, whatever closing a stage throws; the first exception wins. */
  private void release(List<Key> keys) {
    RuntimeException first = null;
    for (Key key : keys) {
      Entry entry = entries.get(key);
      if (entry == null || --entry.leases > 0) {
        continue;
      }
      entries.remove(key);
      try {
        entry.stage.close();
      } catch (RuntimeException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
