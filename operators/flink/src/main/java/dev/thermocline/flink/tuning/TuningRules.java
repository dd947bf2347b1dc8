package dev.thermocline.flink.tuning;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.control.ControlMode;
import dev.thermocline.flink.config.BundleFit;
import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.config.NearestName;
import dev.thermocline.flink.config.OneLine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What commands may do to a job of these settings on this ladder. */
public final class TuningRules {
  private static final Logger LOG = LoggerFactory.getLogger(TuningRules.class);

  /** Every subtask keeps them all, in memory and in each checkpoint. */
  static final int MOST_KEYS = 1_000;

  private static final Set<String> NOT_BUILT = Set.of("audit-rate", "bundle");
  private static final String GIVE_ALLOWED = "give an allowed value";

  private final EarlyExitSettings settings;
  private final List<Double> losses;

  /** Rules of a job that was started with these settings on this bundle. */
  public static TuningRules of(EarlyExitSettings settings, Bundle bundle) {
    return new TuningRules(
        settings,
        settings.thresholds().isEmpty()
            ? bundle.calibration().ladder().stream().map(BundleFit::loss).toList()
            : Collections.nCopies(BundleFit.GIVEN_RUNGS, 0.0));
  }

  /**
   * @param losses what each rung's loss counts as against the limit, rung 0 most expensive
   */
  TuningRules(EarlyExitSettings settings, List<Double> losses) {
    this.settings = settings;
    this.losses = List.copyOf(losses);
  }

  /**
   * Checks what can be told without the job.
   *
   * @throws RefusedCommandException naming the setting, its value and what is allowed
   */
  public static void checkWritten(TuningCommand command) throws RefusedCommandException {
    if (command.id().isBlank()) {
      throw new RefusedCommandException(
          "id", command.id(), "a name no other command has", "give it one");
    }
    TuningSetting setting = setting(command);
    if (command.scope() == TuningScope.KEY && !setting.perKey()) {
      throw refused(command, "scope job", "it holds for the whole job: leave the key out");
    }
    if (command.scope() == TuningScope.KEY && command.key() == null) {
      throw refused(command, "a key with scope key", "name the key, or give scope job");
    }
    if (command.scope() == TuningScope.JOB && command.key() != null) {
      throw refused(command, "no key with scope job", "leave the key out, or give scope key");
    }
    if (!setting.unset(command.value()) && setting.parse(command.value()).isEmpty()) {
      throw refused(command, setting.allowed(), GIVE_ALLOWED);
    }
  }

  /**
   * Checks an SLO against the tick; any other command passes.
   *
   * @param command passed {@link #checkWritten}
   * @param tick the job's {@code control.tick}
   * @throws RefusedCommandException naming the setting, its value and what is allowed
   */
  public static void checkTick(TuningCommand command, Duration tick)
      throws RefusedCommandException {
    Optional<Duration> slo = Tuning.NONE.apply(command).slo();
    if (slo.isPresent() && slo.get().compareTo(tick) < 0) {
      throw refused(
          command,
          "a duration from control.tick = " + tick.toMillis() + " ms",
          "give a longer one");
    }
  }

  private static TuningSetting setting(TuningCommand command) throws RefusedCommandException {
    if (NOT_BUILT.contains(command.setting())) {
      throw refused(command, "nothing", "it cannot be tuned yet: change the job's options");
    }
    List<String> names =
        Arrays.stream(TuningSetting.values()).map(TuningSetting::toString).toList();
    return TuningSetting.of(command.setting())
        .orElseThrow(
            () ->
                new RefusedCommandException(
                    "setting",
                    command.setting(),
                    names.toString(),
                    "nearest is " + NearestName.of(command.setting(), names)));
  }

  /**
   * Checks a command against the settings in force.
   *
   * @throws RefusedCommandException naming the setting, its value and what is allowed
   */
  public void check(TuningCommand command, Tuning tuning) throws RefusedCommandException {
    checkWritten(command);
    Tuning next = tuning.apply(command);
    checkFit(command, next);
    if (next.keys() > MOST_KEYS && next.keys() > tuning.keys()) {
      throw refused(
          command,
          "at most " + MOST_KEYS + " keys with settings of their own",
          "set another key's to default first");
    }
    if (pins(command)) {
      checkPin(command, next);
    }
  }

  /**
   * Checks what holds whatever else was tuned: what is written, the tick, the ladder, its losses.
   *
   * @throws RefusedCommandException naming the setting, its value and what is allowed
   */
  public void checkAlone(TuningCommand command) throws RefusedCommandException {
    checkWritten(command);
    TuningSetting setting = setting(command);
    // What a mode needs, and what a setting goes back to, other commands may have changed.
    if (setting != TuningSetting.MODE && !setting.unset(command.value())) {
      checkFit(command, Tuning.NONE.apply(command));
    }
  }

  private static boolean pins(TuningCommand command) {
    return command.setting().equals(TuningSetting.PIN.toString())
        && !TuningSetting.PIN.unset(command.value());
  }

  /** What bundle and settings allow, whatever else was tuned before. */
  void checkFit(TuningCommand command, Tuning next) throws RefusedCommandException {
    switch (setting(command)) {
      case MAX_LOSS -> checkLimit(command, next);
      case MODE -> checkLimitOfJob(command, next);
      case SLO -> checkTick(command, settings.control().tick());
      case PIN -> checkRung(command);
    }
  }

  private void checkLimit(TuningCommand command, Tuning next) throws RefusedCommandException {
    if (!settings.thresholds().isEmpty()) {
      throw refused(
          command, "nothing while exit.thresholds are given", "nothing is measured: tune pin");
    }
    double limit = command.key() == null ? limit(next) : limit(next, command.key());
    boolean sets = !TuningSetting.MAX_LOSS.unset(command.value());
    if ((sets || mode(next) != ControlMode.OFF) && !keeps(limit)) {
      throw refused(command, leastLimit(), GIVE_ALLOWED);
    }
  }

  private void checkLimitOfJob(TuningCommand command, Tuning next) throws RefusedCommandException {
    if (mode(next) != ControlMode.OFF && settings.thresholds().isEmpty() && !keeps(limit(next))) {
      throw refused(
          command,
          "only off while max-loss is " + limit(next) + "; any other needs " + leastLimit(),
          "tune max-loss first");
    }
  }

  private void checkRung(TuningCommand command) throws RefusedCommandException {
    if (pins(command) && rung(command) >= losses.size()) {
      throw refused(
          command,
          losses.isEmpty()
              ? "none: the bundle's ladder is empty"
              : "a rung of the ladder, 0 to " + (losses.size() - 1) + ", none, or default",
          "choose one of these");
    }
  }

  private void checkPin(TuningCommand command, Tuning next) throws RefusedCommandException {
    if (mode(next) == ControlMode.OFF) {
      throw refused(command, "nothing while mode is off, which runs full depth", "tune mode first");
    }
    double limit = command.key() == null ? limit(next) : limit(next, command.key());
    int within = 0;
    while (within + 1 < losses.size() && losses.get(within + 1) <= limit) {
      within++;
    }
    if (rung(command) > within) {
      throw refused(
          command,
          "0 to " + within + ", the rungs within max-loss = " + limit,
          "choose one of these, or tune max-loss first");
    }
  }

  /**
   * The settings that this job can take of those an earlier run left; the others are dropped and
   * logged. They differ where the job was started again with another bundle or other options.
   */
  public Tuning kept(Tuning restored) {
    List<TuningCommand> dependedOnFirst =
        restored.commands().stream()
            .sorted(
                Comparator.comparing(
                    command -> TuningSetting.of(command.setting()).orElse(TuningSetting.PIN)))
            .toList();
    Tuning kept = Tuning.NONE;
    for (TuningCommand command : dependedOnFirst) {
      try {
        checkWritten(command);
        Tuning next = kept.apply(command);
        checkFit(command, next);
        kept = next;
      } catch (RefusedCommandException e) {
        logDropped(command, e);
      }
    }
    Set<String> ids =
        kept.commands().stream().map(TuningCommand::id).collect(Collectors.toUnmodifiableSet());
    return Tuning.of(
        restored.offset(),
        restored.commands().stream().filter(command -> ids.contains(command.id())).toList());
  }

  /**
   * Those of a checkpoint's commands that pass {@link #checkWritten}; the others, which an earlier
   * release took, are dropped and logged.
   */
  static List<TuningCommand> written(List<TuningCommand> commands) {
    List<TuningCommand> written = new ArrayList<>();
    for (TuningCommand command : commands) {
      try {
        checkWritten(command);
        written.add(command);
      } catch (RefusedCommandException e) {
        logDropped(command, e);
      }
    }
    return written;
  }

  static void logDropped(TuningCommand command, RefusedCommandException reason) {
    LOG.warn(
        "Dropped what command {} of {} had set, the job's option holds again: {}",
        OneLine.of(command.id()),
        OneLine.of(command.issuer()),
        reason.getMessage());
  }

  private ControlMode mode(Tuning tuning) {
    return tuning.mode().orElse(settings.mode());
  }

  private double limit(Tuning tuning) {
    return tuning.maxLoss().orElse(settings.maxLoss());
  }

  private double limit(Tuning tuning, String key) {
    return tuning.ofKey(key).hasMaxLoss() ? tuning.ofKey(key).maxLoss() : limit(tuning);
  }

  private boolean keeps(double limit) {
    return !losses.isEmpty() && losses.get(0) <= limit;
  }

  private String leastLimit() {
    return losses.isEmpty()
        ? "nothing: the bundle's ladder is empty"
        : "a number from " + losses.get(0) + ", the loss of rung 0, to 1";
  }

  private static int rung(TuningCommand command) {
    return Integer.parseInt(command.value());
  }

  private static RefusedCommandException refused(
      TuningCommand command, String allowed, String mend) {
    return new RefusedCommandException(command.target(), command.value(), allowed, mend);
  }
}
