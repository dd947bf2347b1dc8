package dev.thermocline.flink.tuning;

import dev.thermocline.flink.config.EarlyExitOptions;
import dev.thermocline.flink.config.OptionsValidator;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** A setting that commands change; those that others depend on come first. */
public enum TuningSetting {
  /** The quality limit, as {@code quality.max-loss}; a {@link Double}. */
  MAX_LOSS("max-loss", true, OptionsValidator.allowed(EarlyExitOptions.QUALITY_MAX_LOSS)),
  /** The longest wanted latency, as {@code control.slo}; a {@link Duration}. */
  SLO("slo", false, OptionsValidator.allowed(EarlyExitOptions.CONTROL_SLO)),
  /**
   * Who chooses the depth, as {@code control.mode}; a {@link
   * dev.thermocline.engine.control.ControlMode}.
   */
  MODE("mode", false, OptionsValidator.allowed(EarlyExitOptions.CONTROL_MODE)),
  /** One rung for every record, whatever the load; an {@link Integer}. */
  PIN("pin", true, "a rung of the ladder, from 0, or none");

  /** Value that gives a setting back to the job's options. */
  public static final String DEFAULT = "default";

  /** Value of {@link #PIN} that pins nothing, as {@link #DEFAULT} does. */
  public static final String NONE = "none";

  private static final Pattern RUNG = Pattern.compile("\\d{1,6}");

  private final String text;
  private final boolean perKey;
  private final String allowed;

  TuningSetting(String text, boolean perKey, String allowed) {
    this.text = text;
    this.perKey = perKey;
    this.allowed = allowed;
  }

  /** The setting of that name; empty where there is none. */
  public static Optional<TuningSetting> of(String name) {
    return Arrays.stream(values()).filter(setting -> setting.text.equals(name)).findFirst();
  }

  /** Whether one key may have a value of its own. */
  boolean perKey() {
    return perKey;
  }

  /** The values allowed whatever the job is, in words. */
  String allowed() {
    return allowed + ", or " + DEFAULT;
  }

  /** Whether a value takes the setting back to what the job was started with. */
  boolean unset(String value) {
    return value.equals(DEFAULT) || (this == PIN && value.equals(NONE));
  }

  /** What a value that sets something means; empty where it is not allowed. */
  Optional<?> parse(String value) {
    return switch (this) {
      case MAX_LOSS -> OptionsValidator.value(EarlyExitOptions.QUALITY_MAX_LOSS, value);
      case SLO -> OptionsValidator.value(EarlyExitOptions.CONTROL_SLO, value);
      case MODE -> OptionsValidator.value(EarlyExitOptions.CONTROL_MODE, value);
      case PIN ->
          RUNG.matcher(value).matches() ? Optional.of(Integer.valueOf(value)) : Optional.empty();
    };
  }

  /** What {@link #parse} made of a value, in words: {@code 0.0} for {@code 0.00000}. */
  static String shown(Object meant) {
    return meant instanceof Duration duration ? duration.toMillis() + " ms" : meant.toString();
  }

  /** The name as it is written in commands. */
  @Override
  public String toString() {
    return text;
  }
}
