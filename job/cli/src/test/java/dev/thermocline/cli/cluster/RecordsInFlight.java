package dev.thermocline.cli.cluster;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Records in flight that a checkpoint holds, as the task managers logged them.
 *
 * @param checkpoint its number
 * @param subtasks subtasks that logged it; one that holds none may stay silent
 * @param records over all of them
 */
record RecordsInFlight(long checkpoint, int subtasks, long records) {

  private static final Pattern LINE =
      Pattern.compile("Checkpoint (\\d+) holds (\\d+) records in flight");

  /** Those of the checkpoint taken last. */
  static RecordsInFlight last(List<String> log) {
    Map<Long, RecordsInFlight> byCheckpoint =
        log.stream()
            .map(LINE::matcher)
            .filter(Matcher::find)
            .map(line -> new RecordsInFlight(number(line, 1), 1, number(line, 2)))
            .collect(
                Collectors.toMap(
                    RecordsInFlight::checkpoint, Function.identity(), RecordsInFlight::plus));
    return byCheckpoint.values().stream()
        .max(Comparator.comparingLong(RecordsInFlight::checkpoint))
        .orElse(new RecordsInFlight(0, 0, 0));
  }

  private static long number(Matcher line, int group) {
    return Long.parseLong(line.group(group));
  }

  private RecordsInFlight plus(RecordsInFlight other) {
    return new RecordsInFlight(checkpoint, subtasks + other.subtasks, records + other.records);
  }
}
