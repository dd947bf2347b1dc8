package dev.thermocline.engine.cascade;

import dev.thermocline.engine.cascade.Outcome.Exited;
import dev.thermocline.engine.cascade.Outcome.Failed;
import dev.thermocline.engine.exit.ExitPolicy;
import dev.thermocline.engine.exit.Softmax;
import dev.thermocline.engine.stage.HeadOutput;
import dev.thermocline.engine.stage.Row;
import dev.thermocline.engine.stage.Stage;
import dev.thermocline.engine.stage.StageException;
import dev.thermocline.engine.stage.StageOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Runs one micro-batch through one stage and sorts its records into outcomes and survivors. A batch
 * that fails is run again once, record by record, so that only the culprit fails.
 */
final class BatchRunner<T> {
  private final CascadePlan plan;
  private final ExitPolicy policy;
  private final CascadeObserver<T> observer;
  private final LongSupplier nanoClock;
  private final double[] layersFractions;

  BatchRunner(CascadePlan plan, CascadeObserver<T> observer, LongSupplier nanoClock) {
    this.plan = plan;
    this.policy = plan.policy();
    this.observer = observer;
    this.nanoClock = nanoClock;
    this.layersFractions = layersFractions(plan.stages());
  }

  /**
   * Runs a batch.
   *
   * @param outcomes receives the records that left or failed
   * @param survivors receives the others, their rows ready for the next stage
   */
  void run(
      int stage, List<Flight<T>> flights, List<Outcome<T>> outcomes, List<Flight<T>> survivors) {
    try {
      runOnce(stage, flights, outcomes, survivors);
    } catch (StageException batchFault) {
      for (Flight<T> flight : flights) {
        runAlone(stage, flight, outcomes, survivors);
      }
    }
  }

  private void runAlone(
      int stage, Flight<T> flight, List<Outcome<T>> outcomes, List<Flight<T>> survivors) {
    try {
      runOnce(stage, List.of(flight), outcomes, survivors);
    } catch (StageException e) {
      outcomes.add(new Failed<>(flight.attachment, stage, e));
    }
  }

  private void runOnce(
      int index, List<Flight<T>> flights, List<Outcome<T>> outcomes, List<Flight<T>> survivors)
      throws StageException {
    Stage stage = plan.stages().get(index - 1);
    List<Row> rows = new ArrayList<>(flights.size());
    for (Flight<T> flight : flights) {
      rows.add(flight.row);
    }
    long asked = nanoClock.getAsLong();
    plan.permits().acquire();
    long start = nanoClock.getAsLong();
    try (StageOutput output = stage.run(rows)) {
      long end = nanoClock.getAsLong();
      observer.onRun(index, flights.size(), end - asked);
      HeadOutput head = output.head();
      for (int i = 0; i < flights.size(); i++) {
        flights.get(i).queueNanos += start - asked;
        flights.get(i).computeNanos += end - start;
        sort(index, i, flights.get(i), output, head, outcomes, survivors);
      }
    } finally {
      plan.permits().release();
    }
  }

  private void sort(
      int exit,
      int row,
      Flight<T> flight,
      StageOutput output,
      HeadOutput head,
      List<Outcome<T>> outcomes,
      List<Flight<T>> survivors) {
    float[] logits = head.logits();
    int offset = head.offset(row);
    int classes = head.classes();
    observer.onHead(flight.attachment, exit, logits, offset, classes);
    boolean last = exit == plan.stages().size();
    boolean answered = Softmax.finite(logits, offset, classes);
    double score = policy.score(exit, logits, offset, classes);
    if (answered && (last || leaves(flight, exit, score))) {
      outcomes.add(exited(exit, flight, logits, offset, classes, score));
    } else if (last) {
      outcomes.add(new Failed<>(flight.attachment, exit, new NonFiniteException(exit, "scores")));
    } else if (!output.finite(row)) {
      outcomes.add(
          new Failed<>(flight.attachment, exit, new NonFiniteException(exit, "activations")));
    } else {
      flight.row = output.survivor(row);
      survivors.add(flight);
    }
  }

  private boolean leaves(Flight<T> flight, int exit, double score) {
    return flight.rung != RungDraw.FULL_DEPTH
        && policy.exits(score, plan.ladder().get(flight.rung)[exit - 1]);
  }

  private Exited<T> exited(
      int exit, Flight<T> flight, float[] logits, int offset, int classes, double score) {
    return new Exited<>(
        flight.attachment,
        exit,
        Softmax.argmax(logits, offset, classes),
        Softmax.probabilities(logits, offset, classes, plan.heads().get(exit - 1).temperature()),
        score,
        Math.max(flight.rung, 0),
        layersFractions[exit - 1],
        flight.queueNanos,
        flight.computeNanos);
  }

  private static double[] layersFractions(List<Stage> stages) {
    double all = stages.stream().mapToInt(stage -> stage.spec().layers()).sum();
    double[] fractions = new double[stages.size()];
    int run = 0;
    for (int i = 0; i < fractions.length; i++) {
      run += stages.get(i).spec().layers();
      fractions[i] = run / all;
    }
    return fractions;
  }
}
