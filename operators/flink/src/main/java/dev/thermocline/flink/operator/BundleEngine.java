package dev.thermocline.flink.operator;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.cascade.Cascade;
import dev.thermocline.engine.cascade.CascadeEngine;
import dev.thermocline.engine.cascade.CascadeObserver;
import dev.thermocline.engine.cascade.CascadeSettings;
import dev.thermocline.engine.cascade.Lanes;
import dev.thermocline.engine.cascade.OutcomeSink;
import dev.thermocline.engine.cascade.RungDraw;
import dev.thermocline.engine.control.CostModel;
import dev.thermocline.engine.control.SharedDevice;
import dev.thermocline.engine.exit.ExitPolicies;
import dev.thermocline.engine.exit.ExitPolicy;
import dev.thermocline.engine.input.InputEncoder;
import dev.thermocline.engine.input.WordPieceEncoder;
import dev.thermocline.engine.runtime.CpuPermits;
import dev.thermocline.engine.runtime.ShutdownGate;
import dev.thermocline.engine.runtime.StageCosts;
import dev.thermocline.engine.stage.onnx.OnnxStages;
import dev.thermocline.flink.config.BundleLocation;
import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.config.InvalidOptionsException;
import dev.thermocline.flink.config.OptionFault;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.flink.util.FlinkUserCodeClassLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine of a bundle on disk: ONNX Runtime stages on the CPU, a lane per subtask. */
final class BundleEngine implements Engine {
  private static final Logger LOG = LoggerFactory.getLogger(BundleEngine.class);

  /** The job's jar leaves it out: native code is loaded once per process, not once per job. */
  private static final String ONNX_RUNTIME = "ai/onnxruntime/";

  /** Permit sets by count, so that all subtasks of a JVM draw on the same one. */
  private static final ConcurrentMap<Integer, CpuPermits> PERMITS = new ConcurrentHashMap<>();

  private static final ConcurrentMap<CpuPermits, SharedDevice> DEVICES = new ConcurrentHashMap<>();
  private static final ConcurrentMap<CpuPermits, Lanes> LANES = new ConcurrentHashMap<>();

  private final CascadeEngine engine;
  private final InputEncoder encoder;
  private final ExitPolicy policy;
  private final LadderSelection selection;
  private final SharedDevice device;
  private final Lanes lanes;

  private BundleEngine(
      CascadeEngine engine,
      InputEncoder encoder,
      ExitPolicy policy,
      LadderSelection selection,
      SharedDevice device,
      Lanes lanes) {
    this.engine = engine;
    this.encoder = encoder;
    this.policy = policy;
    this.selection = selection;
    this.device = device;
    this.lanes = lanes;
  }

  /**
   * Reads and verifies the bundle, opens its stages and, once per process, measures them.
   *
   * @throws Exception if the bundle is not intact, its stages do not run here, or it does not allow
   *     the settings
   */
  static Engine open(EarlyExitSettings settings) throws Exception {
    Bundle bundle = BundleLocation.read(settings.bundlePath());
    LadderSelection selection = LadderSelection.of(settings, bundle);
    ExitPolicy policy = ExitPolicies.create(selection.policy(), bundle.heads());
    InputEncoder encoder =
        WordPieceEncoder.text(
            bundle.directory().resolve(bundle.input().vocabulary()),
            bundle.input(),
            bundle.stages().get(0).inputs());
    // Last of all that can fail: whoever opens it has to close it.
    CascadeEngine engine = open(settings, bundle, selection);
    LOG.info(
        "Opened bundle {} with {} exits; policy {}, {} rungs, down to {} within the limit, mode {}",
        bundle.id(),
        bundle.exits(),
        selection.policy(),
        selection.rungs(),
        selection.limitRung(settings.maxLoss()),
        settings.mode());
    CpuPermits permits = permits(settings);
    SharedDevice device =
        DEVICES.computeIfAbsent(permits, shared -> new SharedDevice(shared.count()));
    Lanes lanes = LANES.computeIfAbsent(permits, shared -> new Lanes(shared.count()));
    BundleEngine opened = new BundleEngine(engine, encoder, policy, selection, device, lanes);
    SloFit.warning(settings, opened.costs()).ifPresent(LOG::warn);
    return opened;
  }

  private static CascadeEngine open(
      EarlyExitSettings settings, Bundle bundle, LadderSelection selection) throws Exception {
    try {
      requireOnePerProcess(OnnxStages.runtimeLoader());
      CascadeEngine opened =
          CascadeEngine.open(
              bundle,
              new OnnxStages(ShutdownGate.ofProcess()),
              settings.cascade(),
              permits(settings));
      Optional<OptionFault> fault =
          SloFit.fault(settings, selection.reach().get(0), opened.costs()::seconds);
      if (fault.isPresent()) {
        opened.close();
        throw new InvalidOptionsException(List.of(fault.get()));
      }
      return opened;
    } catch (NoClassDefFoundError e) {
      if (!String.valueOf(e.getMessage()).startsWith(ONNX_RUNTIME)) {
        throw e;
      }
      // Not as its cause: Flink shows its user the innermost one, which names no mend.
      throw new IllegalArgumentException(
          "ONNX Runtime is not on this task manager's class path, there is no "
              + e.getMessage()
              + "; allowed is the jar of com.microsoft.onnxruntime:onnxruntime in Flink's lib folder;"
              + " copy it there on every node and start the task managers again");
    }
  }

  /**
   * A copy in the job's own jar is another one with every submission: its native library is mapped
   * once more each time, or refused where its path is given.
   */
  private static void requireOnePerProcess(@Nullable ClassLoader ofOnnxRuntime) {
    if (ofOnnxRuntime instanceof FlinkUserCodeClassLoader) {
      throw new IllegalArgumentException(
          "ONNX Runtime is loaded from what the job brings (its jar, usrlib or pipeline.classpaths),"
              + " so that its native code would be loaded again at every submission; allowed is the"
              + " jar of com.microsoft.onnxruntime:onnxruntime in Flink's lib folder; leave it out of"
              + " what the job brings, or add ai.onnxruntime. to"
              + " classloader.parent-first-patterns.additional if both must have it");
    }
  }

  private static CpuPermits permits(EarlyExitSettings settings) {
    return settings.cpuPermits() == 0
        ? CpuPermits.ofProcessors()
        : PERMITS.computeIfAbsent(settings.cpuPermits(), CpuPermits::of);
  }

  @Override
  public Bundle bundle() {
    return engine.bundle();
  }

  @Override
  public InputEncoder encoder() {
    return encoder;
  }

  @Override
  public LadderSelection ladder() {
    return selection;
  }

  @Override
  public SharedDevice device() {
    return device;
  }

  @Override
  public CostModel costs() {
    CascadeSettings settings = engine.settings();
    StageCosts measured = engine.costs();
    double maxSeconds = settings.maxTime().toNanos() * 1e-9;
    int buckets = settings.lengthBuckets().size();
    int[] batchLimits = new int[bundle().stages().size() * buckets];
    for (int i = 0; i < batchLimits.length; i++) {
      batchLimits[i] =
          measured.largestBatch(i / buckets + 1, i % buckets, settings.maxSize(), maxSeconds);
    }
    return new CostModel(
        measured::seconds,
        selection.reach(),
        buckets,
        batchLimits,
        settings.linger().toNanos() * 1e-9);
  }

  @Override
  public <T> Cascade<T> start(RungDraw<T> rungs, OutcomeSink<T> sink, CascadeObserver<T> observer) {
    return engine.start(lanes, policy, selection.thresholds(), rungs, sink, observer);
  }

  @Override
  public void close() {
    engine.close();
  }
}
