package dev.thermocline.cli.replay;

import java.util.Locale;

/** The traces by the names they have on the command line; low rates are a third of the peak. */
public enum TraceName {
  POISSON(new Trace.Poisson()),
  STEP(new Trace.Step(1d / 3)),
  RAMP(new Trace.Ramp(1d / 3)),
  BURSTS(new Trace.Bursts(1d / 3, 15, 8)),
  DIURNAL(new Trace.Diurnal(1d / 3)),
  OUTAGE(new Trace.Outage()),
  HOTKEY(new Trace.HotKey(0.5)),
  SINKLIMIT(new Trace.SinkLimit(0.5));

  private final Trace trace;

  TraceName(Trace trace) {
    this.trace = trace;
  }

  /** The shape of that name. */
  public Trace trace() {
    return trace;
  }

  /** The name as it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
