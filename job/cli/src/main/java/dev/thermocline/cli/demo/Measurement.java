package dev.thermocline.cli.demo;

import dev.thermocline.builder.data.Example;
import dev.thermocline.cli.demo.DemoReport.Rungs;
import dev.thermocline.cli.figures.Quantiles;
import dev.thermocline.cli.figures.Statistics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Turns the answers of a replay into its report.
 *
 * @param replayed what was sent and what came out
 * @param examples the test split
 * @param fullDepth the saturated run over the same examples
 * @param load the peak rate over full-depth capacity
 * @param sloMillis limit of the latency
 */
record Measurement(
    Replayed replayed, List<Example> examples, Saturated fullDepth, double load, double sloMillis) {

  /** How long every record runs the best rung once depth counts as back. */
  private static final double BACK_MILLIS = 1000;

  DemoReport report() {
    List<Answer> answers = replayed.answers();
    Faults faults = replayed.faults();
    double[] emitted = of(answers, answer -> answer.emitMillis() / 1000);
    double[] ages = of(answers, answer -> answer.ageMillis() / 1000);
    double last = answers.stream().mapToDouble(Answer::emitMillis).max().orElse(Double.NaN);
    double seconds = (last - replayed.firstDueMillis()) / 1000;
    List<Answer> labelled = answers.stream().filter(a -> truth(a) != null).toList();
    return new DemoReport(
        answers.isEmpty() ? null : answers.get(0).bundleId(),
        replayed.sent(),
        answers.size(),
        faults.missing(),
        faults.duplicates(),
        replayed.deadLettered(),
        measured(seconds),
        measured(answers.size() / seconds),
        measured(fullDepth.capacity()),
        load,
        Quantiles.of(of(answers, Answer::ageMillis)),
        Quantiles.of(of(answers, Answer::visibleMillis)),
        sloMillis,
        share(answers, this::late),
        measured(Statistics.slope(emitted, ages)),
        recoverySeconds(answers),
        depthRecoverySeconds(answers),
        replayed.bindingConstraint(),
        mean(answers, Answer::layersFraction),
        exitCounts(answers),
        share(labelled, answer -> Objects.equals(answer.label(), truth(answer))),
        share(labelled, answer -> Objects.equals(fullDepthLabel(answer), truth(answer))),
        share(answers, answer -> Objects.equals(answer.label(), fullDepthLabel(answer))),
        certifiedRisk(answers),
        rungs(answers));
  }

  private boolean late(Answer answer) {
    return answer.ageMillis() > sloMillis;
  }

  private @Nullable String truth(Answer answer) {
    return examples.get(replayed.workload().example(answer.number())).label();
  }

  private @Nullable String fullDepthLabel(Answer answer) {
    return fullDepth.labels().get(replayed.workload().example(answer.number()));
  }

  private @Nullable Double recoverySeconds(List<Answer> answers) {
    double fall = replayed.fallMillis();
    if (Double.isNaN(fall)) {
      return null;
    }
    double lastLate =
        answers.stream().filter(this::late).mapToDouble(Answer::emitMillis).max().orElse(fall);
    return Math.max(lastLate - fall, 0) / 1000;
  }

  private @Nullable Double depthRecoverySeconds(List<Answer> answers) {
    double fall = replayed.fallMillis();
    List<Answer> after =
        answers.stream()
            .filter(answer -> answer.emitMillis() >= fall)
            .sorted(Comparator.comparingDouble(Answer::emitMillis))
            .toList();
    double since = Double.NaN;
    for (Answer answer : after) {
      if (answer.rung() > 0) {
        since = Double.NaN;
      } else if (Double.isNaN(since)) {
        since = answer.emitMillis();
      } else if (answer.emitMillis() - since >= BACK_MILLIS) {
        return (since - fall) / 1000;
      }
    }
    return null;
  }

  private static List<Integer> exitCounts(List<Answer> answers) {
    int exits = answers.stream().mapToInt(Answer::exits).max().orElse(0);
    List<Integer> counts = new ArrayList<>(Collections.nCopies(exits, 0));
    for (Answer answer : answers) {
      counts.set(answer.exitIndex() - 1, counts.get(answer.exitIndex() - 1) + 1);
    }
    return counts;
  }

  private static @Nullable Double certifiedRisk(List<Answer> answers) {
    double sum = 0;
    for (Answer answer : answers) {
      Double risk = answer.certifiedRisk();
      if (risk == null) {
        return null;
      }
      sum += risk;
    }
    return measured(sum / answers.size());
  }

  private static Rungs rungs(List<Answer> answers) {
    if (answers.isEmpty()) {
      return new Rungs(null, null, null);
    }
    IntSummaryStatistics rungs = answers.stream().mapToInt(Answer::rung).summaryStatistics();
    return new Rungs(rungs.getMin(), rungs.getAverage(), rungs.getMax());
  }

  private static double[] of(List<Answer> answers, ToDoubleFunction<Answer> value) {
    return answers.stream().mapToDouble(value).toArray();
  }

  private static @Nullable Double mean(List<Answer> answers, ToDoubleFunction<Answer> value) {
    return measured(answers.stream().mapToDouble(value).average().orElse(Double.NaN));
  }

  private static @Nullable Double share(List<Answer> answers, Predicate<Answer> condition) {
    return mean(answers, answer -> condition.test(answer) ? 1 : 0);
  }

  private static @Nullable Double measured(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
