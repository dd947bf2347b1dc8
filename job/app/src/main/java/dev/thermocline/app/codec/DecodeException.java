package dev.thermocline.app.codec;

import dev.thermocline.flink.config.OneLine;
import org.jspecify.annotations.Nullable;

/** Bytes or fields that make no record; the message, one line, says what is allowed. */
public final class DecodeException extends Exception {
  private static final long serialVersionUID = 1L;

  DecodeException(String message) {
    this(message, null);
  }

  DecodeException(String message, @Nullable Throwable cause) {
    super(OneLine.of(message), cause);
  }
}
