package dev.thermocline.cli.demo;

import dev.thermocline.cli.figures.Statistics;
import dev.thermocline.cli.replay.Workload;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the saturated run at full depth gave: how fast the whole job is there, and how full depth
 * labels the examples it saw.
 *
 * @param capacity records per second in the steady window; NaN when there was none
 * @param steadySeconds length of that window
 * @param labels full depth's label per example index, in the order the examples were first sent
 */
record FullDepth(double capacity, double steadySeconds, Map<Integer, @Nullable String> labels) {

  /** Cut from the start: the first emissions run before caches and compilers are warm. */
  static final double START_UP_MILLIS = 3_000;

  /** Cut from the end: of the last transactions some are not committed yet. */
  static final double DRAIN_MILLIS = 3_000;

  /**
   * Measures the answers of the saturated run.
   *
   * @param sinceMillis wall clock since which the topic has never run dry; 0 = from the start
   */
  static FullDepth of(Collection<Answer> answers, Workload workload, double sinceMillis) {
    double[] emitted = answers.stream().mapToDouble(Answer::emitMillis).sorted().toArray();
    List<Answer> sent = answers.stream().sorted(Comparator.comparingInt(Answer::number)).toList();
    Map<Integer, @Nullable String> labels = new LinkedHashMap<>();
    for (Answer answer : sent) {
      labels.putIfAbsent(workload.example(answer.number()), answer.label());
    }
    if (emitted.length == 0) {
      return new FullDepth(Double.NaN, 0, labels);
    }
    double from = Math.max(emitted[0], sinceMillis) + START_UP_MILLIS;
    double to = emitted[emitted.length - 1] - DRAIN_MILLIS;
    return new FullDepth(Statistics.rate(emitted, from, to), Math.max(to - from, 0) / 1000, labels);
  }

  /** The examples full depth has labelled, at most that many. */
  int[] examples(int most) {
    return labels.keySet().stream().limit(most).mapToInt(Integer::intValue).toArray();
  }
}
