package dev.thermocline.flink.config;

import java.util.List;
import java.util.stream.Collectors;

/** Options the job refuses to start with; the message has one line per fault. */
public final class InvalidOptionsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final List<OptionFault> faults;

  public InvalidOptionsException(List<OptionFault> faults) {
    super(faults.stream().map(OptionFault::toString).collect(Collectors.joining("\n")));
    this.faults = List.copyOf(faults);
  }

  /** Every fault found, in the order of the options table. */
  public List<OptionFault> faults() {
    return faults;
  }
}
