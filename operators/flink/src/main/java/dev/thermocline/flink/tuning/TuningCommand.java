package dev.thermocline.flink.tuning;

import dev.thermocline.flink.config.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * A change of one setting of a running job, as somebody asked for it; nothing is checked here.
 *
 * <p>Checkpoints keep these: fields may be added, none renamed.
 *
 * @param id the command's own name; a command seen twice acts once
 * @param setting which setting, such as {@code max-loss}
 * @param value the new value as text; {@code default} = what the job was started with
 * @param scope how far it reaches
 * @param key the key of a command of scope {@link TuningScope#KEY}; null for the job
 * @param issuer who asked, for the log
 * @param offset place among the job's commands; commands act in this order
 */
public record TuningCommand(
    String id,
    String setting,
    String value,
    TuningScope scope,
    @Nullable String key,
    String issuer,
    long offset) {

  /** What it sets, for messages: the setting, and the key where it has one. */
  public String target() {
    return OneLine.of(key == null ? setting : setting + " of key '" + key + "'");
  }

  /** The same command at another place. */
  TuningCommand at(long otherOffset) {
    return new TuningCommand(id, setting, value, scope, key, issuer, otherOffset);
  }
}
