package dev.thermocline.cli.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Another trace after a stretch at a low rate, in which the job gets warm.
 *
 * @param trace the other one; its peak is the peak
 * @param seconds length of the stretch, of which the run is longer
 * @param level its rate as a fraction of the peak, in (0, 1]
 */
public record RunIn(Trace trace, double seconds, double level) implements Trace {

  public RunIn {
    Trace.requireShare("the rate of the run-in over the peak", level);
  }

  @Override
  public List<Trace.Segment> segments(double length, long seed) {
    List<Trace.Segment> all = new ArrayList<>(List.of(Trace.Segment.constant(seconds, level)));
    all.addAll(trace.segments(length - seconds, seed));
    return List.copyOf(all);
  }

  @Override
  public double meanLevel() {
    return trace.meanLevel();
  }

  @Override
  public Optional<Trace.Window> disturbance(double length) {
    return trace
        .disturbance(length - seconds)
        .map(
            window ->
                new Trace.Window(window.fromSeconds() + seconds, window.toSeconds() + seconds));
  }
}
