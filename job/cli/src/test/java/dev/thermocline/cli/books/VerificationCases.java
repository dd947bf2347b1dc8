package dev.thermocline.cli.books;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What a job may do to its topics, and the account that has to be given of it. */
final class VerificationCases {

  private VerificationCases() {}

  /**
   * A job's conduct and the account of it.
   *
   * @param counts in, out, missing, duplicates, outOfOrder, deadLettered, unknown
   */
  record Case(String name, Consumer<Played> played, List<Integer> counts) {

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> all() {
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
  static Played abc(Played played) {
    return played.in(0, "a", "k").in(0, "b", "k").in(1, "c", "l");
  }

  private static Played aab(Played played) {
    return played.in(0, "a", "k").in(0, "a", "k").in(0, "b", "k");
  }
}
