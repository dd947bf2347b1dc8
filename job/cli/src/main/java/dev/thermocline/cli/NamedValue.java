package dev.thermocline.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

/**
 * A value that is one of a few, by the names that help and messages list, in upper or lower case.
 *
 * @param <E> type of the values, whose {@code toString} is the name
 */
final class NamedValue<E> implements CommandLine.ITypeConverter<E> {

  private final List<E> values;

  private NamedValue(List<E> values) {
    this.values = values;
  }

  /** Reads every enum among the options of a program's commands so. */
  static void register(CommandLine program) {
    for (CommandLine command : program.getSubcommands().values()) {
      for (ArgSpec argument : command.getCommandSpec().args()) {
        register(program, argument.auxiliaryTypes()[0]);
      }
    }
  }

  private static <E> void register(CommandLine program, Class<E> type) {
    E[] values = type.getEnumConstants();
    if (values != null) {
      program.registerConverter(type, new NamedValue<>(List.of(values)));
    }
  }

  @Override
  public E convert(String value) {
    return values.stream()
        .filter(each -> each.toString().equalsIgnoreCase(value))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandLine.TypeConversionException(
                    "'" + value + "' is no such name; allowed is one of " + values));
  }
}
