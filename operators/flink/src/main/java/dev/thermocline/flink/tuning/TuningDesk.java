package dev.thermocline.flink.tuning;

import dev.thermocline.flink.config.OneLine;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the job's commands one by one: checks them, and puts those in force that may act. */
public final class TuningDesk {
  private static final Logger LOG = LoggerFactory.getLogger(TuningDesk.class);

  /** A repeated command is known by its id among so many before it. */
  static final int REMEMBERED = 10_000;

  private final TuningRules rules;
  private final Deque<String> order = new ArrayDeque<>();
  private final Set<String> seen = new HashSet<>();
  private Tuning inForce;

  /**
   * A desk that goes on where another stopped.
   *
   * @param inForce what it had put in force
   * @param ids what it remembered, oldest first
   */
  public TuningDesk(TuningRules rules, Tuning inForce, Collection<String> ids) {
    this.rules = rules;
    this.inForce = inForce;
    ids.forEach(this::remember);
  }

  /**
   * Takes the next command of the control topic.
   *
   * @return the command as the job obeys it, its place later than every one before even where the
   *     topic was made anew; empty for one that was seen
   * @throws RefusedCommandException if it may not act; nothing has changed then
   */
  public Optional<TuningCommand> take(TuningCommand asked) throws RefusedCommandException {
    if (seen.contains(asked.id())) {
      LOG.info("Passed over command {}, which was seen before", OneLine.of(asked.id()));
      return Optional.empty();
    }
    TuningCommand command = asked.at(Math.max(asked.offset(), inForce.offset() + 1));
    rules.check(command, inForce);
    remember(command.id());
    Tuning next = inForce.apply(command);
    LOG.info(
        "Tuned {} from {} to {}, asked by '{}' in command {}",
        command.target(),
        inForce.valueAt(command),
        next.valueAt(command),
        OneLine.of(command.issuer()),
        OneLine.of(command.id()));
    inForce = next;
    return Optional.of(command);
  }

  private void remember(String id) {
    if (seen.add(id)) {
      order.addLast(id);
    }
    if (order.size() > REMEMBERED) {
      seen.remove(order.removeFirst());
    }
  }

  /** The settings in force. */
  public Tuning inForce() {
    return inForce;
  }

  /** Ids of the commands taken last, oldest first. */
  public List<String> ids() {
    return List.copyOf(order);
  }
}
