package dev.thermocline.flink.tuning;

import dev.thermocline.engine.control.ControlMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The settings that commands have put in force in the place of the job's options; immutable.
 *
 * <p>A key's own limit stands in the place of the job's for its records, be it stricter or not; a
 * key's own pin in the place of the job's. A pin is a wish within the limit: it never takes records
 * beyond the limit in force, and {@link ControlMode#OFF} runs full depth whatever is pinned.
 */
public final class Tuning {

  /** Nothing was ever changed. */
  public static final Tuning NONE = new Tuning(-1, Map.of());

  /** What a command sets. */
  private record Target(TuningSetting setting, @Nullable String key) {}

  /** What a target is set to. */
  private record Held(TuningCommand command, Object value) {}

  private final long offset;
  private final Map<Target, Held> inForce;
  private final Map<String, KeyTuning> keys;

  private Tuning(long offset, Map<Target, Held> inForce) {
    this.offset = offset;
    this.inForce = inForce;
    this.keys = keys(inForce);
  }

  /**
   * Settings as {@link #offset} and {@link #commands} gave them.
   *
   * @param offset place of the last command, -1 for none
   * @param commands those in force, each checked before
   */
  static Tuning of(long offset, List<TuningCommand> commands) {
    Map<Target, Held> inForce = new LinkedHashMap<>();
    commands.forEach(command -> put(command, inForce));
    return new Tuning(offset, inForce);
  }

  /**
   * The settings once a command has acted.
   *
   * @param command passed {@link TuningRules}
   * @throws IllegalArgumentException if its setting or value is not one of ours
   */
  public Tuning apply(TuningCommand command) {
    Map<Target, Held> next = new LinkedHashMap<>(inForce);
    put(command, next);
    return new Tuning(command.offset(), next);
  }

  /** The settings once a command that may not act is passed over: what it would set is unset. */
  Tuning without(TuningCommand command) {
    Map<Target, Held> next = new LinkedHashMap<>(inForce);
    TuningSetting.of(command.setting())
        .ifPresent(setting -> next.remove(new Target(setting, command.key())));
    return new Tuning(command.offset(), next);
  }

  private static void put(TuningCommand command, Map<Target, Held> settings) {
    Target target = target(command);
    settings.remove(target);
    if (!target.setting().unset(command.value())) {
      Optional<?> value = target.setting().parse(command.value());
      settings.put(target, new Held(command, value.orElseThrow(() -> unchecked(command))));
    }
  }

  private static Target target(TuningCommand command) {
    return TuningSetting.of(command.setting())
        .map(setting -> new Target(setting, command.key()))
        .orElseThrow(() -> unchecked(command));
  }

  private static IllegalArgumentException unchecked(TuningCommand command) {
    return new IllegalArgumentException(
        command + " sets what no rule allows; it must be checked before it is applied");
  }

  /** Place of the last command that acted; -1 = none has. */
  public long offset() {
    return offset;
  }

  /** The commands in force, in the order they acted. */
  public List<TuningCommand> commands() {
    return inForce.values().stream().map(Held::command).toList();
  }

  /** The quality limit; empty = {@code quality.max-loss}. */
  public OptionalDouble maxLoss() {
    Held held = inForce.get(new Target(TuningSetting.MAX_LOSS, null));
    return held == null ? OptionalDouble.empty() : OptionalDouble.of((Double) held.value());
  }

  /** The longest wanted latency; empty = {@code control.slo}. */
  public Optional<Duration> slo() {
    return Optional.ofNullable(inForce.get(new Target(TuningSetting.SLO, null)))
        .map(held -> (Duration) held.value());
  }

  /** Who chooses the depth; empty = {@code control.mode}. */
  public Optional<ControlMode> mode() {
    return Optional.ofNullable(inForce.get(new Target(TuningSetting.MODE, null)))
        .map(held -> (ControlMode) held.value());
  }

  /** The rung every record runs whose key has no pin of its own; empty = the mode decides. */
  public OptionalInt pin() {
    Held held = inForce.get(new Target(TuningSetting.PIN, null));
    return held == null ? OptionalInt.empty() : OptionalInt.of((Integer) held.value());
  }

  /** How many keys have settings of their own. */
  public int keys() {
    return keys.size();
  }

  /** What one key has of its own; allocates nothing where keys are strings. */
  public KeyTuning ofKey(Object key) {
    return keys.isEmpty() ? KeyTuning.NONE : keys.getOrDefault(String.valueOf(key), KeyTuning.NONE);
  }

  /** The value in force where a command acts, as it is understood. */
  String valueAt(TuningCommand command) {
    Held held = inForce.get(target(command));
    return held == null ? TuningSetting.DEFAULT : TuningSetting.shown(held.value());
  }

  private static Map<String, KeyTuning> keys(Map<Target, Held> inForce) {
    Map<String, KeyTuning> keys = new HashMap<>();
    inForce.forEach(
        (target, held) -> {
          if (target.key() != null) {
            KeyTuning before = keys.getOrDefault(target.key(), KeyTuning.NONE);
            keys.put(
                target.key(),
                target.setting() == TuningSetting.PIN
                    ? new KeyTuning(before.maxLoss(), (Integer) held.value())
                    : new KeyTuning((Double) held.value(), before.pin()));
          }
        });
    return keys;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Tuning that
        && offset == that.offset
        && commands().equals(that.commands());
  }

  @Override
  public int hashCode() {
    return 31 * commands().hashCode() + Long.hashCode(offset);
  }

  /** What is in force, for the log. */
  @Override
  public String toString() {
    return inForce.isEmpty()
        ? "the job's options"
        : inForce.values().stream()
            .map(held -> held.command().target() + "=" + TuningSetting.shown(held.value()))
            .collect(Collectors.joining(", "));
  }
}
