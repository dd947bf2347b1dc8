package dev.thermocline.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One plot over time: its axes, its lines, and where it lies in a picture.
 *
 * @param title what is plotted, with its unit
 * @param scale the vertical axis
 * @param seconds end of the horizontal one, which begins at 0
 * @param lines what is drawn, the last on top
 */
record Panel(String title, Scale scale, double seconds, List<Line> lines) {

  static final double WIDTH = 262;
  static final double HEIGHT = 122;

  private static final double LEFT = 34;
  private static final double RIGHT = 6;
  private static final double TOP = 16;
  private static final double BOTTOM = 18;

  /**
   * A line.
   *
   * @param style its class
   * @param seconds where its points are
   * @param values what they are; NaN = a gap
   */
  record Line(String style, double[] seconds, double[] values) {

    /** A level all the way. */
    static Line level(String style, double seconds, double value) {
      return new Line(style, new double[] {0, seconds}, new double[] {value, value});
    }
  }

  /**
   * A vertical axis.
   *
   * @param least its lower end
   * @param most its upper end
   * @param logarithmic whether equal factors are equal distances
   */
  record Scale(double least, double most, boolean logarithmic) {

    /** From 0 to a round number that is not below that. */
    static Scale upTo(double most) {
      double unit = Math.pow(10, Math.floor(Math.log10(Math.max(most, 1e-9))));
      for (double step : new double[] {1, 2, 3, 4, 5, 6, 8}) {
        if (step * unit >= most) {
          return new Scale(0, step * unit, false);
        }
      }
      return new Scale(0, 10 * unit, false);
    }

    double share(double value) {
      double inside = Math.max(least, Math.min(most, value));
      return logarithmic
          ? Math.log(inside / least) / Math.log(most / least)
          : (inside - least) / (most - least);
    }

    List<Double> ticks() {
      List<Double> ticks = new ArrayList<>();
      if (logarithmic) {
        for (double tick = least; tick <= most * 1.001; tick *= 10) {
          ticks.add(tick);
        }
        return ticks;
      }
      for (int i = 0; i <= 2; i++) {
        ticks.add(least + (most - least) * i / 2);
      }
      return ticks;
    }
  }

  /** Draws it with its upper left corner there. */
  void draw(Svg svg, double x, double y) {
    double bottom = y + HEIGHT - BOTTOM;
    double right = x + WIDTH - RIGHT;
    svg.text(x + LEFT, y + TOP - 5, "title", title);
    for (double tick : scale.ticks()) {
      double at = down(y, tick);
      svg.line(x + LEFT, at, right, at, "grid");
      svg.text(x + LEFT - 4, at + 3, "tick end", label(tick));
    }
    double step = timeStep();
    for (double time = 0; time <= seconds + 1e-9; time += step) {
      double at = across(x, time);
      svg.line(at, bottom, at, bottom + 3, "axis");
      boolean last = time + step > seconds + 1e-9;
      svg.text(at, bottom + 13, "tick middle", label(time) + (last ? " s" : ""));
    }
    svg.line(x + LEFT, y + TOP, x + LEFT, bottom, "axis");
    svg.line(x + LEFT, bottom, right, bottom, "axis");
    for (Line line : lines) {
      svg.path(acrossAll(x, line.seconds()), downAll(y, line.values()), line.style());
    }
  }

  private double timeStep() {
    for (double step : new double[] {1, 2, 5, 10, 20, 30, 60, 120}) {
      if (seconds / step <= 5) {
        return step;
      }
    }
    return seconds / 4;
  }

  private double across(double x, double time) {
    return x + LEFT + Math.min(time / seconds, 1) * (WIDTH - LEFT - RIGHT);
  }

  private double down(double y, double value) {
    return y + TOP + (1 - scale.share(value)) * (HEIGHT - TOP - BOTTOM);
  }

  private double[] acrossAll(double x, double[] times) {
    double[] at = new double[times.length];
    for (int i = 0; i < at.length; i++) {
      at[i] = times[i] > seconds ? Double.NaN : across(x, times[i]);
    }
    return at;
  }

  private double[] downAll(double y, double[] values) {
    double[] at = new double[values.length];
    for (int i = 0; i < at.length; i++) {
      at[i] = Double.isNaN(values[i]) ? Double.NaN : down(y, values[i]);
    }
    return at;
  }

  private static String label(double value) {
    if (value == Math.rint(value)) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, value < 0.1 ? "%.2f" : "%.1f", value);
  }
}
