package dev.thermocline.cli.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.cli.figures.Quantiles;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
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

  @ParameterizedTest
  @MethodSource("dev.thermocline.cli.books.VerificationCases#all")
  void theAccountFindsWhatHappened(VerificationCases.Case happened) {
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
      VerificationCases.abc(played)
          .out("b", "k")
          .out("a", "k")
          .out("a", "k")
          .out("z", "k")
          .commit();

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
      VerificationCases.abc(played).out("a", "k").commit().out("b", "k").out("c", "l").flush();

      VerifyReport report = played.verify(Duration.ZERO);

      assertThat(report.missing()).isEqualTo(2);
      assertThat(report.notes()).anyMatch(note -> note.contains("open transactions"));
    }
  }

  @Test
  void anInputWhoseBeginningIsDeletedIsSaid() {
    try (Played played = new Played(stage)) {
      VerificationCases.abc(played)
          .out("a", "k")
          .out("b", "k")
          .out("c", "l")
          .commit()
          .deleteInput(0, 1);

      VerifyReport report = played.verify(Duration.ZERO);

      assertThat(report.in()).isEqualTo(2);
      assertThat(report.unknown()).isEqualTo(1);
      assertThat(report.notes()).anyMatch(note -> note.contains("have been deleted"));
    }
  }

  @Test
  void waitingReadsOnUntilAllIsOut() throws Exception {
    try (Played played = new Played(stage)) {
      VerificationCases.abc(played).out("a", "k").commit().out("b", "k").out("c", "l").flush();
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
      VerificationCases.abc(played).out("a", "k").commit();

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
      VerificationCases.abc(played).out("a", "k").commit();
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
