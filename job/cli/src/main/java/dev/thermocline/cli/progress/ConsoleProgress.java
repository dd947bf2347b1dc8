package dev.thermocline.cli.progress;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Shows progress: a bar on a terminal, plain lines elsewhere. */
public abstract class ConsoleProgress implements Progress, AutoCloseable {

  /** System property that is true where standard error is a terminal; the start script sets it. */
  public static final String TERMINAL = "thermocline.terminal";

  private final PrintWriter out;
  private @Nullable String phase;

  ConsoleProgress(PrintWriter out) {
    this.out = out;
  }

  /** Writes a bar there where the process has a terminal, otherwise lines. */
  public static ConsoleProgress of(PrintWriter out) {
    return Boolean.getBoolean(TERMINAL) ? new Bar(out) : new Lines(out, Duration.ofSeconds(10));
  }

  @Override
  public final synchronized void report(String name, long done, long total) {
    if (!name.equals(phase)) {
      end();
      phase = name;
      begin(name, total);
    }
    advance(name, done, total);
  }

  @Override
  public final synchronized void say(String message) {
    close();
    out.println(message);
    out.flush();
  }

  /** Ends the running phase. */
  @Override
  public final synchronized void close() {
    end();
    phase = null;
  }

  abstract void begin(String name, long total);

  abstract void advance(String name, long done, long total);

  abstract void end();

  /** One line when a phase begins, at the end, and now and then between. */
  static final class Lines extends ConsoleProgress {

    private final PrintWriter out;
    private final long everyNanos;
    private long lastNanos;
    private boolean complete;

    Lines(PrintWriter out, Duration every) {
      super(out);
      this.out = out;
      this.everyNanos = every.toNanos();
    }

    @Override
    void begin(String name, long total) {
      complete = false;
      lastNanos = System.nanoTime() - everyNanos;
    }

    @Override
    void advance(String name, long done, long total) {
      long now = System.nanoTime();
      boolean last = done >= total;
      if ((last && !complete) || now - lastNanos >= everyNanos) {
        lastNanos = now;
        complete = last;
        out.printf(Locale.ROOT, "%s: %d of %d%n", name, done, total);
        out.flush();
      }
    }

    @Override
    void end() {
      out.flush();
    }
  }

  /** A bar that redraws itself. */
  static final class Bar extends ConsoleProgress {

    private static final int WIDTH = 79;

    private final PrintWriter out;
    private @Nullable ProgressBar bar;

    Bar(PrintWriter out) {
      super(out);
      this.out = out;
    }

    @Override
    void begin(String name, long total) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(200)
              .setConsumer(new DelegatingProgressBarConsumer(this::draw, WIDTH))
              .build();
    }

    @Override
    void advance(String name, long done, long total) {
      if (bar != null) {
        bar.maxHint(total);
        bar.stepTo(done);
      }
    }

    @Override
    void end() {
      if (bar != null) {
        bar.close();
        bar = null;
        out.println();
        out.flush();
      }
    }

    private void draw(String line) {
      out.print('\r' + line);
      out.flush();
    }
  }
}
