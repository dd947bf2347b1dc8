package dev.thermocline.engine.stage.onnx;

import dev.thermocline.engine.stage.NativeGate;
import dev.thermocline.engine.stage.ShutdownException;
import java.util.concurrent.CountDownLatch;

/** A gate that closes when a test says so: before, or in the middle of, a call. */
final class ScriptedGate implements NativeGate {
  private boolean closed;
  private boolean endsNextCall;
  final CountDownLatch runInside = new CountDownLatch(1);
  int watches;
  int inside;
  int mostInside;

  void close() {
    closed = true;
  }

  void open() {
    closed = false;
    endsNextCall = false;
  }

  /** Closes as soon as the next call that can be ended is inside, and ends it. */
  void endNextCall() {
    endsNextCall = true;
  }

  @Override
  public Watch watch() {
    requireOpen();
    watches++;
    return new Watch() {
      private boolean over;

      @Override
      public void close() {
        watches -= over ? 0 : 1;
        over = true;
      }
    };
  }

  @Override
  public synchronized Pass enter(Runnable endEarly) {
    requireOpen();
    inside++;
    mostInside = Math.max(mostInside, inside);
    if (endEarly != CANNOT_END_EARLY) {
      runInside.countDown();
    }
    if (endsNextCall && endEarly != CANNOT_END_EARLY) {
      closed = true;
      endEarly.run();
    }
    return new Pass() {
      @Override
      public boolean ending() {
        return closed;
      }

      @Override
      public void close() {
        synchronized (ScriptedGate.this) {
          inside--;
        }
      }
    };
  }

  private void requireOpen() {
    if (closed) {
      throw new ShutdownException();
    }
  }
}
