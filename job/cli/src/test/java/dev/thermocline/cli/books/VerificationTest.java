package dev.thermocline.cli.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.cli.figures.Quantiles;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every fault there is, played on real topics and found by the account. */
@Timeout(60)
class VerificationTest {

  private static Played.Stage stage;

  @BeforeAll
  static void start() throws Exception {
    stage = new Played.Stage();
  }

  @AfterAll
  static void stop() {
    stage.close();
  }

  /**
   * A job's conduct and the account of it.
   *
   * @param counts in, out, missing, duplicates, outOfOrder, deadLettered, unknown
   */
  private record Case(String name, Consumer<Played> played, List<Integer> counts) {

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.concat(faults(), otherwise());
  }

  private static Stream<Case> faults() {
    return Stream.of(
        new Case(
            "all well, over several partitions and transactions",
            p -> abc(p).out("a", "k").commit().out("c", "l").out("b", "k").commit(),
            List.of(3, 3, 0, 0, 0, 0, 0)),
        new Case(
            "one lost",
            p -> abc(p).out("a", "k").out("c", "l").commit(),
            List.of(3, 2, 1, 0, 0, 0, 0)),
        new Case(
            "one twice, in a later transaction",
            p -> abc(p).out("a", "k").out("b", "k").out("c", "l").commit().out("a", "k").commit(),
            List.of(3, 3, 0, 1, 0, 0, 0)),
        new Case(
            "two swapped within a key",
            p -> abc(p).out("b", "k").out("a", "k").out("c", "l").commit(),
            List.of(3, 3, 0, 0, 1, 0, 0)),
        new Case(
            "an aborted transaction, done again",
            p -> abc(p).out("a", "k").abort().out("a", "k").out("b", "k").out("c", "l").commit(),
            List.of(3, 3, 0, 0, 0, 0, 0)),
        new Case(
            "an aborted transaction, not done again",
            p -> abc(p).out("c", "l").commit().out("a", "k").out("b", "k").abort(),
            List.of(3, 1, 2, 0, 0, 0, 0)),
        new Case(
            "poison lost",
            p -> p.in(0, "a", "k").broken(0).out("a", "k").commit(),
            List.of(2, 1, 1, 0, 0, 0, 0)),
        new Case(
            "poison dead-lettered twice",
            p -> p.broken(0).dead(0, 0).commit().dead(0, 0).commit(),
            List.of(1, 0, 0, 1, 0, 1, 0)),
        new Case(
            "answered and dead-lettered",
            p -> abc(p).out("a", "k").out("b", "k").out("c", "l").dead(0, 1).commit(),
            List.of(3, 2, 0, 1, 0, 1, 0)),
        new Case(
            "equal ids, one lost and another id twice",
            p -> aab(p).out("a", "k").out("b", "k").out("b", "k").commit(),
            List.of(3, 2, 1, 1, 0, 0, 0)),
        new Case(
            "equal ids, swapped",
            p -> aab(p).out("b", "k").out("a", "k").out("a", "k").commit(),
            List.of(3, 3, 0, 0, 2, 0, 0)),
        new Case(
            "an answer and a dead letter to nothing",
            p -> p.in(0, "a", "k").out("a", "k").out("z", "k").dead(0, 17).commit(),
            List.of(1, 1, 0, 0, 0, 0, 2)));
  }

  private static Stream<Case> otherwise() {
    return Stream.of(
        new Case(
            "equal ids, each answered",
            p -> aab(p).out("a", "k").out("a", "k").out("b", "k").commit(),
            List.of(3, 3, 0, 0, 0, 0, 0)),
        new Case(
            "equal ids, the first of them dead-lettered",
            p ->
                aab(p)
                    .in(0, "a", "k")
                    .dead(0, 0)
                    .out("a", "k")
                    .out("b", "k")
                    .out("a", "k")
                    .commit(),
            List.of(4, 3, 0, 0, 0, 1, 0)),
        new Case(
            "a tombstone is not missed",
            p ->
                p.in(0, "a", "k").tombstone(0).in(0, "b", "k").out("a", "k").out("b", "k").commit(),
            List.of(2, 2, 0, 0, 0, 0, 0)),
        new Case(
            "poison in the dead letters",
            p -> p.in(0, "a", "k").broken(0).broken(1).out("a", "k").dead(0, 1).dead(1, 0).commit(),
            List.of(3, 1, 0, 0, 0, 2, 0)),
        new Case(
            "a good record dead-lettered in the middle of its key",
            p -> abc(p).dead(0, 0).out("b", "k").out("c", "l").commit(),
            List.of(3, 2, 0, 0, 0, 1, 0)),
        new Case(
            "dead letters of another job's topic",
            p -> p.in(0, "a", "k").out("a", "k").deadOf("elsewhere", 0, 0).commit(),
            List.of(1, 1, 0, 0, 0, 0, 0)),
        new Case(
            "records without an id go by their place",
            p -> p.in(0, "", "k").in(0, "", "k").out(p.topics().input() + "-0-0", "k").commit(),
            List.of(2, 1, 1, 0, 0, 0, 0)),
        new Case(
            "records without a key are in no order",
            p -> p.in(0, "a", null).in(0, "b", null).out("b", null).out("a", null).commit(),
            List.of(2, 2, 0, 0, 0, 0, 0)),
        new Case(
            "one key in two partitions is in no order between them",
            p -> p.in(0, "a", "k").in(1, "b", "k").out("b", "k").out("a", "k").commit(),
            List.of(2, 2, 0, 0, 0, 0, 0)),
        new Case("nothing at all", p -> {}, List.of(0, 0, 0, 0, 0, 0, 0)));
  }

  /** Records a and b of one key, c of another in another partition. */
  private static Played abc(Played played) {
    return played.in(0, "a", "k").in(0, "b", "k").in(1, "c", "l");
  }

  private static Played aab(Played played) {
    return played.in(0, "a", "k").in(0, "a", "k").in(0, "b", "k");
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theAccountFindsWhatHappened(Case happened) {
    VerifyReport report;
    try (Played played = new Played(stage)) {
      happened.played().accept(played);

      report = played.verify(Duration.ZERO);
    }

    List<Integer> counts = happened.counts();
    int faults = counts.get(2) + counts.get(3) + counts.get(6);
    assertThat(
            List.of(
                report.in(),
                report.out(),
                report.missing(),
                report.duplicates(),
                report.outOfOrder(),
                report.deadLettered(),
                report.unknown()))
        .isEqualTo(counts);
    assertThat(report.passed(false)).isEqualTo(faults == 0);
    assertThat(report.passed(true)).isEqualTo(faults + counts.get(4) == 0);
  }

  @Test
  void theOffendersAreNamed() {
    try (Played played = new Played(stage)) {
      abc(played).out("b", "k").out("a", "k").out("a", "k").out("z", "k").commit();

      VerifyReport report = played.verify(Duration.ZERO);

      assertThat(report.notes())
          .containsExactly("missing: c", "twice: a", "out of order: a", "never put in: z");
      assertThat(report.faults(true))
          .isEqualTo(
              "1 records are missing, 1 came twice, 1 came out that never went in,"
                  + " 1 came out of order within their key");
    }
  }

  @Test
  void anOpenTransactionIsNotCountedAndSaid() {
    try (Played played = new Played(stage)) {
      abc(played).out("a", "k").commit().out("b", "k").out("c", "l").flush();

      VerifyReport report = played.verify(Duration.ZERO);

      assertThat(report.missing()).isEqualTo(2);
      assertThat(report.notes()).anyMatch(note -> note.contains("open transactions"));
    }
  }

  @Test
  void anInputWhoseBeginningIsDeletedIsSaid() {
    try (Played played = new Played(stage)) {
      abc(played).out("a", "k").out("b", "k").out("c", "l").commit().deleteInput(0, 1);

      VerifyReport report = played.verify(Duration.ZERO);

      assertThat(report.in()).isEqualTo(2);
      assertThat(report.unknown()).isEqualTo(1);
      assertThat(report.notes()).anyMatch(note -> note.contains("have been deleted"));
    }
  }

  @Test
  void waitingReadsOnUntilAllIsOut() throws Exception {
    try (Played played = new Played(stage)) {
      abc(played).out("a", "k").commit().out("b", "k").out("c", "l").flush();
      Thread committer = new Thread(played::commit);
      committer.start();

      VerifyReport report = played.verify(Duration.ofSeconds(30));

      committer.join();
      assertThat(report.missing()).isZero();
      assertThat(report.notes()).isEmpty();
    }
  }

  @Test
  void waitingEndsWhenNothingComes() {
    try (Played played = new Played(stage)) {
      abc(played).out("a", "k").commit();

      assertThat(played.verify(Duration.ofMillis(300)).missing()).isEqualTo(2);
    }
  }

  @Test
  void latenciesAreThoseOfThePredictionsAndOfTheirCommits() {
    try (Played played = new Played(stage)) {
      played.in(0, "a", "k").out("a", "k").flush();
      long before = System.currentTimeMillis();
      played.commit();

      VerifyReport report = played.verify(Duration.ZERO);

      long after = System.currentTimeMillis();

      assertThat(report.latencyMs()).isEqualTo(new Quantiles(40d, 40d, 40d));
      assertThat(report.visibleLatencyMs().p50())
          .isBetween((double) before - Played.ARRIVED, (double) after - Played.ARRIVED);
    }
  }

  @Test
  void theVisibleLatencyIsKnownWhileTheTransactionOfAnotherSubtaskIsOpen() {
    try (Played played = new Played(stage)) {
      played
          .in(0, "a", "k")
          .in(0, "b", "k")
          .out("a", "k")
          .outElsewhere("b", "k")
          .commitBesides("k");

      VerifyReport report = played.verify(Duration.ZERO);

      assertThat(report.out()).isEqualTo(1);
      assertThat(report.visibleLatencyMs().p50()).isNotNull();
      assertThat(report.notes()).noneMatch(note -> note.contains("visible latency"));
    }
  }

  @Test
  void waitingEndsAlthoughAJobThatRunsOnGoesOnWriting() throws Exception {
    try (Played played = new Played(stage)) {
      abc(played).out("a", "k").commit();
      AtomicBoolean over = new AtomicBoolean();
      Thread job =
          new Thread(
              () -> {
                while (!over.get()) {
                  played.out("a", "k").commit();
                }
              });
      job.start();

      VerifyReport report = played.verify(Duration.ofMillis(300));

      over.set(true);
      job.join();
      assertThat(report.missing()).isEqualTo(2);
    }
  }

  @Test
  void withoutTheDeadLettersWhatLiesThereIsMissing() {
    try (Played played = new Played(stage)) {
      played.broken(0).dead(0, 0).commit();
      JobTopics two = new JobTopics(played.topics().input(), played.topics().output(), null);

      assertThat(played.verify(two, Duration.ZERO).missing()).isEqualTo(1);
    }
  }

  @Test
  void aTopicOfSomethingElseIsRefusedWithThePlace() {
    try (Played played = new Played(stage)) {
      played.in(0, "a", "k").garbage().commit();

      assertThatThrownBy(() -> played.verify(Duration.ZERO))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("holds no Prediction at partition 0 offset 0");
    }
  }

  @Test
  void aTopicThatIsNotThereIsNamed() {
    try (Played played = new Played(stage)) {
      JobTopics wrong = new JobTopics(played.topics().input(), "nowhere", null);

      assertThatThrownBy(() -> played.verify(wrong, Duration.ZERO))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("nowhere");
    }
  }
}
