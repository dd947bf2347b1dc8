package dev.thermocline.engine.stage.onnx;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.runtime.CpuPermits;
import dev.thermocline.engine.runtime.ShutdownGate;
import dev.thermocline.engine.runtime.WarmUp;
import dev.thermocline.engine.stage.NativeGate;
import dev.thermocline.engine.stage.Row;
import dev.thermocline.engine.stage.ShutdownException;
import dev.thermocline.engine.stage.Stage;
import dev.thermocline.engine.stage.StageException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Main class of a process that calls ONNX Runtime from several threads until it is told to end:
 * arguments are what it does and the directory of its model.
 */
final class ProcessThatEnds {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessThatEnds.class);

  static final String AT_WORK = "at work";
  static final int STATUS = 3;
  static final int WIDTH = 128;
  static final int STEPS = 4000;

  private static final int THREADS = 4;
  private static final int LENGTH = 64;
  private static final int BATCH = 8;

  private final Bundle bundle;
  private final OnnxStages stages = new OnnxStages(ShutdownGate.ofProcess());
  private final CountDownLatch atWork = new CountDownLatch(THREADS);

  private ProcessThatEnds(Bundle bundle) {
    this.bundle = bundle;
  }

  /** What every thread does again and again. */
  enum Work {
    RUNNING,
    OPENING_AND_CLOSING,
    WARMING_UP,
    /** The very first call, which loads the library. */
    LOADING,
    /** Runs until another thread ends the process. */
    EXITING,
    /** A call that never returns, which the end of the process cannot wait for. */
    STUCK
  }

  public static void main(String[] arguments) throws Exception {
    Work work = Work.valueOf(arguments[0]);
    Bundle bundle = TinyChain.multiplying(Path.of(arguments[1]), WIDTH, STEPS);
    new ProcessThatEnds(bundle).start(work);
  }

  private void start(Work work) throws Exception {
    @SuppressWarnings("resource")
    Stage shared = work == Work.RUNNING || work == Work.EXITING ? open() : null;
    for (int i = 0; i < THREADS; i++) {
      new Thread(() -> repeat(work, shared), "caller-" + i).start();
    }
    atWork.await();
    // At the level of what goes wrong in the end: whoever reads this would read that too.
    LOG.warn(AT_WORK);
    if (work == Work.EXITING) {
      System.exit(STATUS);
    }
  }

  private void repeat(Work work, Stage shared) {
    atWork.countDown();
    try {
      while (true) {
        once(work, shared);
      }
    } catch (ShutdownException e) {
      // Refused or ended early: what this process is for.
      return;
    } catch (StageException e) {
      throw new IllegalStateException(e);
    }
  }

  private void once(Work work, Stage shared) throws StageException {
    switch (work) {
      case RUNNING, EXITING -> shared.run(rows()).close();
      case STUCK -> {
        try (NativeGate.Watch watch = ShutdownGate.ofProcess().watch();
            NativeGate.Pass pass = ShutdownGate.ofProcess().enter(NativeGate.CANNOT_END_EARLY)) {
          LockSupport.park();
        }
      }
      case OPENING_AND_CLOSING, LOADING -> open().close();
      case WARMING_UP -> {
        try (Stage own = open()) {
          new WarmUp(System::nanoTime, CpuPermits.of(THREADS))
              .measure(List.of(own), List.of(LENGTH), BATCH, 60);
        }
      }
    }
  }

  private Stage open() throws StageException {
    return stages.open(bundle, 1, "cpu");
  }

  private static List<Row> rows() {
    return Collections.nCopies(BATCH, TinyChain.zeros(LENGTH, WIDTH));
  }
}
