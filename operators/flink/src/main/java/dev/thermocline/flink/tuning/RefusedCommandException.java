package dev.thermocline.flink.tuning;

import dev.thermocline.flink.config.OptionFault;

/** A command that may not act; the message says what is allowed and how to mend it. */
public final class RefusedCommandException extends Exception {
  private static final long serialVersionUID = 1L;

  /** A refusal in words. */
  public RefusedCommandException(String message, Throwable cause) {
    super(message, cause);
  }

  RefusedCommandException(String name, String value, String allowed, String mend) {
    super(new OptionFault(name, value, allowed, mend).toString());
  }
}
