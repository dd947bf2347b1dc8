package dev.thermocline.flink.config;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with the options.
 *
 * @param key option at fault
 * @param value what it was set to, hidden if secret; null = not set
 * @param allowed what it may be
 * @param mend what to do about it
 */
public record OptionFault(String key, @Nullable String value, String allowed, String mend)
    implements Serializable {

  /** The fault as one line. */
  @Override
  public String toString() {
    String is = value == null ? "is not set" : "is '" + value + "'";
    return OneLine.of(key + " " + is + "; allowed: " + allowed + "; " + mend);
  }
}
