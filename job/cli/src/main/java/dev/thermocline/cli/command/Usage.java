package dev.thermocline.cli.command;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What is wrong with a command's options, told by their names. */
final class Usage {

  private Usage() {}

  /**
   * Refuses a number below the least that is allowed.
   *
   * @throws IllegalArgumentException naming the option
   */
  static void requireFrom(long least, String option, long value) {
    if (value < least) {
      throw new IllegalArgumentException(
          option + " is " + value + "; allowed is a whole number from " + least);
    }
  }

  /**
   * Refuses an option that another one, which is given, would leave without effect.
   *
   * @param other the one that is given
   * @param option the one that must not be given as well
   * @param value its value; null when it is not given
   * @throws IllegalArgumentException naming both
   */
  static void requireOneOf(String other, String option, @Nullable Object value) {
    if (value != null) {
      throw new IllegalArgumentException(
          option
              + " is "
              + value
              + ", which "
              + other
              + " leaves without effect; allowed is one of the two: leave out the other");
    }
  }

  /** The usage error for what a value refused; a field named like an option becomes the option. */
  static ParameterException refused(CommandLine command, IllegalArgumentException e) {
    String message = String.valueOf(e.getMessage());
    String option = "--" + message.split(" ", 2)[0];
    boolean known = command.getCommandSpec().findOption(option) != null;
    return new ParameterException(command, known ? "--" + message : message, e);
  }
}
