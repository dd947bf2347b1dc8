package dev.thermocline.flink.tuning;

import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What one subtask has received of the job's commands; task thread only. */
public final class TuningReceiver {
  private static final Logger LOG = LoggerFactory.getLogger(TuningReceiver.class);

  private final TuningState state;
  private final TuningRules rules;
  private final Consumer<Tuning> obey;
  private Tuning inForce;

  /**
   * Goes on with the settings of the checkpoint the task starts from.
   *
   * @param state of the operator
   * @param rules of the job as it runs now
   * @param obey told of the settings in force, now and whenever they change
   */
  public TuningReceiver(TuningState state, TuningRules rules, Consumer<Tuning> obey)
      throws Exception {
    this.state = state;
    this.rules = rules;
    this.obey = obey;
    this.inForce = rules.kept(state.restore());
    if (inForce.offset() >= 0) {
      LOG.info("Runs with the settings tuned before: {}", inForce);
    }
    obey.accept(inForce);
  }

  /** Takes a copy of a command in; all but the first one are passed over. */
  public void take(CommandCopy copy) {
    TuningCommand command = copy.command();
    if (command.offset() > inForce.offset()) {
      inForce = next(command);
      obey.accept(inForce);
      LOG.debug("Runs with these settings since command {}: {}", command.id(), inForce);
    }
  }

  /**
   * The settings once a command has acted that was checked before it was sent here. A checkpoint
   * may have held it on its way, so that the rules of another run checked it: if this job cannot
   * take it, it is dropped, as it would have been had it come before that checkpoint.
   */
  private Tuning next(TuningCommand command) {
    try {
      TuningRules.checkWritten(command);
      Tuning next = inForce.apply(command);
      rules.checkFit(command, next);
      return next;
    } catch (RefusedCommandException e) {
      TuningRules.logDropped(command, e);
      return rules.kept(inForce.without(command));
    }
  }

  /** The settings in force in this subtask. */
  public Tuning inForce() {
    return inForce;
  }

  /** Writes the settings in force to state. */
  public void write() throws Exception {
    state.write(inForce);
  }
}
