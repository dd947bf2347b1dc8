package dev.thermocline.app.codec;

import org.jspecify.annotations.Nullable;

/** Bytes or fields that do not make a request; the message says what is allowed. */
public final class DecodeException extends Exception {
  private static final long serialVersionUID = 1L;

  DecodeException(String message) {
    this(message, null);
  }

  DecodeException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
