package dev.thermocline.flink.config;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Keeps passwords and the like out of messages and logs. */
public final class Secrets {

  private static final List<String> MARKS =
      List.of(
          "password", "secret", "jaas", "token", "credential", "auth", "keystore.key", "api-key");

  private static final String HIDDEN = "******";

  private Secrets() {}

  /** Whether the value of a key must not be printed. */
  public static boolean isSecret(String key) {
    String lower = key.toLowerCase(Locale.ROOT);
    return MARKS.stream().anyMatch(lower::contains);
  }

  /** The value as it may be printed. */
  public static @Nullable String shown(String key, @Nullable String value) {
    return value != null && isSecret(key) ? HIDDEN : value;
  }
}
