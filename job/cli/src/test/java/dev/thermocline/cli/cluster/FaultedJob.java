package dev.thermocline.cli.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** The job that a fault is struck at, and what was seen at each stroke. */
final class FaultedJob {

  private static final Duration LIMIT = Duration.ofMinutes(5);

  private final ProcessCluster cluster;
  private final List<String> options;
  private final VisibleResults visible;
  private final int answers;
  private final Consumer<String> told;
  private final List<Stroke> strokes = new ArrayList<>();
  private String id = "";
  private int parallelism;

  /**
   * A job that has not started.
   *
   * @param options of the job, each {@code key=value}
   * @param visible its answers
   * @param answers how many there will be in the end
   * @param told hears of each stroke
   */
  FaultedJob(
      ProcessCluster cluster,
      List<String> options,
      VisibleResults visible,
      int answers,
      Consumer<String> told) {
    this.cluster = cluster;
    this.options = options;
    this.visible = visible;
    this.answers = answers;
    this.told = told;
  }

  /**
   * A moment at which the cluster was struck. What it tells of the job Flink's metrics told last,
   * up to two seconds before.
   *
   * @param nanos just before it, by the clock of {@link System#nanoTime}
   * @param inFlight records in flight, over all subtasks
   * @param most how many there can be
   * @param left records whose answer was not visible yet
   */
  record Stroke(long nanos, long inFlight, long most, int left) {

    /** Whether at least half of the records that can be in flight were. */
    boolean underLoad() {
      return 2 * inFlight >= most;
    }

    private String line(int number) {
      return String.format(
          Locale.ROOT,
          "stroke %d with %d records in flight, at most %d can be; %d answers are not visible yet",
          number,
          inFlight,
          most,
          left);
    }
  }

  /** Submits it, to read its input from the beginning. */
  void start(int subtasks) throws IOException, InterruptedException {
    parallelism = subtasks;
    id = cluster.submit(given());
  }

  /** Starts it again, as wide as it was. */
  void resume(String from) throws IOException, InterruptedException {
    resume(from, parallelism);
  }

  /**
   * Starts it again.
   *
   * @param from a savepoint or a checkpoint
   */
  void resume(String from, int subtasks) throws IOException, InterruptedException {
    parallelism = subtasks;
    id = cluster.resume(from, given());
  }

  private String[] given() {
    List<String> given = new ArrayList<>(options);
    given.add("parallelism=" + parallelism);
    return given.toArray(String[]::new);
  }

  /** Its cluster. */
  ProcessCluster cluster() {
    return cluster;
  }

  /**
   * Returns when the job is worth striking: all tasks run, a checkpoint has completed, and at least
   * half of the records that can be in flight are. The caller strikes at once.
   *
   * @return where to strike
   */
  ProcessCluster aim() throws IOException, InterruptedException {
    JobView view = cluster.await(id, LIMIT, this::underLoad);
    Stroke stroke =
        new Stroke(System.nanoTime(), view.inFlight(), most(), answers - visible.size());
    strokes.add(stroke);
    told.accept(stroke.line(strokes.size()));
    return cluster;
  }

  private boolean underLoad(JobView view) {
    if (visible.size() >= answers) {
      throw new AssertionError(
          "the load was over before stroke " + (strokes.size() + 1) + "; give more --records");
    }
    return view.allTasksRun()
        && 2 * view.inFlight() >= most()
        && view.checkpoints().completed() > 0;
  }

  private long most() {
    return (long) parallelism * Trial.IN_FLIGHT_MAX;
  }

  /** The strokes so far. */
  List<Stroke> strokes() {
    return List.copyOf(strokes);
  }
}
