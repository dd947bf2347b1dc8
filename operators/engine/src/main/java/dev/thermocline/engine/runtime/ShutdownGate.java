package dev.thermocline.engine.runtime;

import dev.thermocline.engine.stage.NativeGate;
import dev.thermocline.engine.stage.ShutdownException;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gate that closes in a shutdown hook, which is registered while anybody watches: a class loader
 * whose last watch is closed is held by nothing here. Shutdown hooks run side by side, so others
 * may still ask to be let in; they are refused.
 */
public final class ShutdownGate implements NativeGate {
  private static final Logger LOG = LoggerFactory.getLogger(ShutdownGate.class);

  /** Less than the five seconds after which Flink halts a process that is told to end. */
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private static final ShutdownGate OF_PROCESS = new ShutdownGate(PATIENCE);

  private final long patienceNanos;
  private final Set<Visit> inside = Collections.newSetFromMap(new IdentityHashMap<>());
  private @Nullable Thread hook;
  private int watches;
  private boolean closed;

  /**
   * An open gate, apart from the process's own.
   *
   * @param patience longest wait for the calls inside once the process is told to end
   */
  ShutdownGate(Duration patience) {
    this.patienceNanos = patience.toNanos();
  }

  /** The gate of everything this class loader runs. */
  public static ShutdownGate ofProcess() {
    return OF_PROCESS;
  }

  @Override
  public synchronized Watch watch() {
    requireOpen();
    if (hook == null) {
      hook = register();
    }
    watches++;
    return new Registration();
  }

  @Override
  public synchronized Pass enter(Runnable endEarly) {
    requireOpen();
    Visit visit = new Visit(endEarly);
    inside.add(visit);
    return visit;
  }

  private void requireOpen() {
    if (closed) {
      throw new ShutdownException();
    }
  }

  private Thread register() {
    Thread thread = new Thread(this::close, "thermocline-shutdown-gate");
    try {
      Runtime.getRuntime().addShutdownHook(thread);
    } catch (IllegalStateException e) {
      closed = true;
      throw new ShutdownException(e);
    }
    return thread;
  }

  private synchronized void release() {
    if (--watches == 0 && hook != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        LOG.debug("the process is ending already; its hooks run", e);
      }
      hook = null;
    }
  }

  /** Lets nobody in any more, ends the calls inside and waits for them within the patience. */
  synchronized void close() {
    closed = true;
    inside.forEach(Visit::endEarly);
    long deadline = System.nanoTime() + patienceNanos;
    boolean interrupted = false;
    for (long left = patienceNanos; left > 0 && !inside.isEmpty(); ) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, Math.max(left, 1_000_000));
      } catch (InterruptedException e) {
        interrupted = true;
      }
      left = deadline - System.nanoTime();
    }
    if (!inside.isEmpty()) {
      LOG.warn(
          "{} calls into native code have not ended within {} s; the process ends without them and"
              + " may crash",
          inside.size(),
          patienceNanos * 1e-9);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Registration implements Watch {
    private boolean over;

    @Override
    public void close() {
      synchronized (ShutdownGate.this) {
        if (!over) {
          over = true;
          release();
        }
      }
    }
  }

  private final class Visit implements Pass {
    private final Runnable endEarly;

    Visit(Runnable endEarly) {
      this.endEarly = endEarly;
    }

    void endEarly() {
      endEarly.run();
    }

    @Override
    public boolean ending() {
      synchronized (ShutdownGate.this) {
        return closed;
      }
    }

    @Override
    public void close() {
      synchronized (ShutdownGate.this) {
        if (inside.remove(this) && closed) {
          ShutdownGate.this.notifyAll();
        }
      }
    }
  }
}
