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
 * What a saturated run gave: how fast the whole job is, and how it labels the examples it saw.
 *
 * @param capacity records per second in the steady window; NaN when there was none
 * @param steadySeconds length of that window
 * @param rung the cheapest operating point a record ran at; -1 without any
 * @param layersFraction mean share of the layers run; NaN without any answer
 * @param answerBytes mean bytes of an answer in the output topic; NaN before the end of the run
 * @param labels the label per example index, in the order the examples were first sent
 */
public record Saturated(
    double capacity,
    double steadySeconds,
    int rung,
    double layersFraction,
    double answerBytes,
    Map<Integer, @Nullable String> labels) {

  /** Cut from the start: the first emissions run before caches and compilers are warm. */
  static final double START_UP_MILLIS = 3_000;

  /** Cut from the end: of the last transactions some are not committed yet. */
  static final double DRAIN_MILLIS = 3_000;

  /**
   * Measures the answers of a saturated run.
   *
   * @param sinceMillis wall clock since which the topic has never run dry; 0 = from the start
   */
  static Saturated of(Collection<Answer> answers, Workload workload, double sinceMillis) {
    double[] emitted = answers.stream().mapToDouble(Answer::emitMillis).sorted().toArray();
    List<Answer> sent = answers.stream().sorted(Comparator.comparingInt(Answer::number)).toList();
    Map<Integer, @Nullable String> labels = new LinkedHashMap<>();
    for (Answer answer : sent) {
      labels.putIfAbsent(workload.example(answer.number()), answer.label());
    }
    int rung = answers.stream().mapToInt(Answer::rung).max().orElse(-1);
    double layers =
        answers.stream().mapToDouble(Answer::layersFraction).average().orElse(Double.NaN);
    if (emitted.length == 0) {
      return new Saturated(Double.NaN, 0, rung, layers, Double.NaN, labels);
    }
    double from = Math.max(emitted[0], sinceMillis) + START_UP_MILLIS;
    double to = emitted[emitted.length - 1] - DRAIN_MILLIS;
    return new Saturated(
        Statistics.rate(emitted, from, to),
        Math.max(to - from, 0) / 1000,
        rung,
        layers,
        Double.NaN,
        labels);
  }

  /** The same with what an answer takes up. */
  Saturated withAnswerBytes(double bytes) {
    return new Saturated(capacity, steadySeconds, rung, layersFraction, bytes, labels);
  }

  /** The examples that were labelled, at most that many. */
  public int[] examples(int most) {
    return labels.keySet().stream().limit(most).mapToInt(Integer::intValue).toArray();
  }
}
