package dev.thermocline.cli.bench;

import java.util.Locale;

/** Writes one inline SVG picture. */
final class Svg {

  private final StringBuilder out = new StringBuilder();

  /**
   * A picture.
   *
   * @param width its width in its own units, which are pixels at full size
   * @param height its height
   * @param label what it shows, for those who cannot see it
   */
  Svg(double width, double height, String label) {
    out.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %s %s\" role=\"img\""
                + " aria-label=\"%s\">\n",
            number(width),
            number(height),
            escaped(label)));
  }

  /** A straight line; {@code style} is the name of a class. */
  Svg line(double x1, double y1, double x2, double y2, String style) {
    out.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\" class=\"%s\"/>\n",
            number(x1),
            number(y1),
            number(x2),
            number(y2),
            style));
    return this;
  }

  /** A rectangle. */
  Svg box(double x, double y, double width, double height, String style) {
    out.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" class=\"%s\"/>\n",
            number(x),
            number(y),
            number(width),
            number(height),
            style));
    return this;
  }

  /**
   * Lines through points, broken where a coordinate is NaN.
   *
   * @param x positions to the right
   * @param y positions downwards
   */
  Svg path(double[] x, double[] y, String style) {
    StringBuilder path = new StringBuilder();
    boolean drawing = false;
    for (int i = 0; i < x.length; i++) {
      boolean there = !Double.isNaN(x[i]) && !Double.isNaN(y[i]);
      if (there) {
        // A point with no neighbour shows as a dot where line ends are round.
        path.append(drawing ? "L" : "M").append(number(x[i])).append(' ').append(number(y[i]));
        if (!drawing && (i + 1 == x.length || Double.isNaN(y[i + 1]))) {
          path.append('h').append('0');
        }
      }
      drawing = there;
    }
    out.append(String.format(Locale.ROOT, "<path d=\"%s\" class=\"%s\"/>\n", path, style));
    return this;
  }

  /** Text at a place. */
  Svg text(double x, double y, String style, String text) {
    out.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%s\" y=\"%s\" class=\"%s\">%s</text>\n",
            number(x),
            number(y),
            style,
            escaped(text)));
    return this;
  }

  /** The whole picture. */
  @Override
  public String toString() {
    return out + "</svg>\n";
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  /** Text as it may stand in HTML and in attributes. */
  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
