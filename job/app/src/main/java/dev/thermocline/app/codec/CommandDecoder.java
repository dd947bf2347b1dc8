package dev.thermocline.app.codec;

import dev.thermocline.flink.tuning.RefusedCommandException;
import dev.thermocline.flink.tuning.TuningCommand;
import dev.thermocline.flink.tuning.TuningScope;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/** Turns Kafka records of the control topic into commands, or into the reason why not. */
public final class CommandDecoder implements Serializable {
  private static final long serialVersionUID = 1L;

  /** A command is some names; anything longer is something else. */
  private static final int MOST_BYTES = 64 * 1024;

  private transient @Nullable RecordReader<dev.thermocline.schemas.TuningCommand> reader;

  /**
   * Reads one command.
   *
   * @throws RefusedCommandException if the record holds none, or came on a second partition, among
   *     which there is no order
   */
  public TuningCommand decode(Origin origin) throws RefusedCommandException {
    try {
      if (origin.partition() != 0) {
        throw new DecodeException(
            "partition is "
                + origin.partition()
                + "; allowed: 0, the only one of a control topic; make the topic anew with one");
      }
      if (origin.value().length > MOST_BYTES) {
        throw new DecodeException(
            "value of " + origin.value().length + " bytes; allowed: at most " + MOST_BYTES);
      }
      return command(reader().read(origin.value()), origin.offset());
    } catch (DecodeException e) {
      throw new RefusedCommandException(String.valueOf(e.getMessage()), e);
    }
  }

  private static TuningCommand command(dev.thermocline.schemas.TuningCommand read, long offset)
      throws DecodeException {
    String key = read.getKey();
    return new TuningCommand(
        Limits.name("id", read.getId()),
        Limits.name("setting", read.getSetting()),
        Limits.name("value", read.getValue()),
        TuningScope.valueOf(read.getScope().name()),
        key == null ? null : Limits.name("key", key),
        Limits.name("issuer", read.getIssuer()),
        offset);
  }

  private RecordReader<dev.thermocline.schemas.TuningCommand> reader() {
    RecordReader<dev.thermocline.schemas.TuningCommand> made = reader;
    if (made == null) {
      made = RecordReader.commands();
      reader = made;
    }
    return made;
  }
}
