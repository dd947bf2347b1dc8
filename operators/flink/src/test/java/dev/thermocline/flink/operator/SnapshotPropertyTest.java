package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.input.InputException;
import dev.thermocline.flink.config.EarlyExitSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;

/**
 * Whatever the arrivals, the order of completion, and where checkpoints and failures fall: what an
 * exactly-once sink commits is the input. A failure takes everything back to the last checkpoint
 * and starts at another parallelism.
 */
class SnapshotPropertyTest {
  private static final int CAP = 5;
  private static final int KEYS = 6;

  @Property(tries = 100)
  void whatIsCommittedIsTheInputEachKeyInOrder(
      @ForAll boolean ordered,
      @ForAll @Size(max = 120) List<@IntRange(max = 99) Integer> steps,
      @ForAll Random random)
      throws Exception {
    check(Backend.HEAP, ordered, steps, random);
  }

  @Property(tries = 6)
  void alsoOnIncrementalCheckpointsOfRocksDb(
      @ForAll boolean ordered,
      @ForAll @Size(min = 40, max = 80) List<@IntRange(max = 99) Integer> steps,
      @ForAll Random random)
      throws Exception {
    check(Backend.ROCKSDB_INCREMENTAL, ordered, steps, random);
  }

  private static void check(Backend backend, boolean ordered, List<Integer> steps, Random random)
      throws Exception {
    Run run = new Run(backend, TestSettings.operator(ordered, CAP), random);
    for (int step : steps) {
      run.step(step);
    }
    List<String> committed = run.finish();

    assertThat(committed)
        .extracting(SnapshotPropertyTest::number)
        .containsExactlyInAnyOrderElementsOf(IntStream.range(0, run.sent).boxed().toList());
    if (ordered) {
      for (int key = 0; key < KEYS; key++) {
        String wanted = "k" + key;
        for (String mark : List.of("@", "!")) {
          assertThat(committed)
              .filteredOn(line -> line.contains(mark) && line.contains(wanted))
              .extracting(SnapshotPropertyTest::number)
              .isSorted();
        }
      }
    }
  }

  private static int number(Object line) {
    return Integer.parseInt(line.toString().split(" ")[0]);
  }

  /** A job as the source, the checkpoints and the sink see it. */
  private static final class Run {
    private final Backend backend;
    private final EarlyExitSettings settings;
    private final Random random;
    private List<OperatorSubtaskState> checkpoint = List.of();
    private int sentAtCheckpoint;
    private List<String> committed = List.of();
    private List<String> committedBefore = List.of();
    private long checkpoints;
    private Subtasks subtasks;
    private int sent;

    Run(Backend backend, EarlyExitSettings settings, Random random) throws Exception {
      this.backend = backend;
      this.settings = settings;
      this.random = random;
      this.subtasks = Subtasks.open(1, backend, settings, List.of());
    }

    void step(int step) throws Exception {
      if (step < 45) {
        send();
      } else if (step < 75) {
        complete(subtasks.all().get(random.nextInt(subtasks.all().size())));
      } else if (step < 83) {
        for (EarlyExitHarness harness : subtasks.all()) {
          harness.watermark(sent - 1);
        }
      } else if (step < 93) {
        takeCheckpoint();
      } else {
        fail();
      }
    }

    private void send() throws Exception {
      String key = "k" + sent * 31 % KEYS;
      EarlyExitHarness harness = subtasks.of(key);
      while (inFlight(harness) >= CAP) {
        harness.cascade().answerOldest(1);
        harness.runMails();
      }
      harness.record(key, sent + " " + key, sent);
      sent++;
    }

    private static int inFlight(EarlyExitHarness harness) {
      return harness.cascade().submitted().size()
          - (int) harness.emitted().stream().filter(String.class::isInstance).count()
          - harness.failures().size();
    }

    private void complete(EarlyExitHarness harness) throws Exception {
      if (random.nextInt(5) == 0) {
        harness.cascade().failAny(2, new InputException("non-finite"), random);
      } else {
        harness.cascade().answerAny(2, random);
      }
      if (random.nextBoolean()) {
        harness.runMails();
      }
    }

    private void takeCheckpoint() throws Exception {
      checkpoint = subtasks.checkpoint(++checkpoints);
      sentAtCheckpoint = sent;
      committed = withEmitted();
    }

    private void fail() throws Exception {
      checkWatermarks();
      subtasks.close();
      subtasks = Subtasks.open(1 + random.nextInt(3), backend, settings, checkpoint);
      sent = sentAtCheckpoint;
      committedBefore = committed;
    }

    List<String> finish() throws Exception {
      for (EarlyExitHarness harness : subtasks.all()) {
        harness.cascade().answerAll(3);
        harness.runMails();
      }
      checkWatermarks();
      subtasks.close();
      return withEmitted();
    }

    /** What was committed before this start, and all that was emitted since. */
    private List<String> withEmitted() {
      List<String> all = new ArrayList<>(committedBefore);
      all.addAll(subtasks.emitted());
      return all;
    }

    private void checkWatermarks() {
      for (EarlyExitHarness harness : subtasks.all()) {
        long reached = Long.MIN_VALUE;
        for (Object element : harness.emitted()) {
          if (element instanceof Watermark watermark) {
            reached = watermark.getTimestamp();
          } else {
            assertThat((long) number(element)).as("behind its watermark").isGreaterThan(reached);
          }
        }
      }
    }
  }
}
