package dev.thermocline.cli.demo;

import dev.thermocline.cli.replay.Positions;
import dev.thermocline.cli.replay.Workload;
import dev.thermocline.schemas.DeadLetter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Books what came out against what went in: lost, twice, out of order within a key. */
final class Ledger {

  private final Workload workload;
  private final Positions positions;
  private final BitSet seen = new BitSet();
  private final BitSet dead = new BitSet();
  private final List<Answer> answers = new ArrayList<>();
  private final List<DeadLetter> deadLetters = new ArrayList<>();
  private final List<DeadLetter> unplaced = new ArrayList<>();
  private final Map<String, Integer> lastOfKey = new HashMap<>();
  private int duplicates;
  private int outOfOrder;

  Ledger(Workload workload, Positions positions) {
    this.workload = workload;
    this.positions = positions;
  }

  void answer(Answer answer) {
    int number = answer.number();
    if (seen.get(number) || dead.get(number)) {
      duplicates++;
      return;
    }
    seen.set(number);
    answers.add(answer);
    if (lastOfKey.merge(workload.key(number), number, Math::max) > number) {
      outOfOrder++;
    }
  }

  /** Books a dead letter by the place of its input. */
  void deadLetter(DeadLetter letter) {
    deadLetters.add(letter);
    unplaced.add(letter);
    place();
  }

  /** Looks up whose dead letters those are whose records were not acknowledged when they came. */
  private void place() {
    unplaced.removeIf(
        letter -> {
          OptionalInt number = positions.number(letter.getPartition(), letter.getOffset());
          number.ifPresent(this::bury);
          return number.isPresent();
        });
  }

  private void bury(int number) {
    if (seen.get(number) || dead.get(number)) {
      duplicates++;
    }
    dead.set(number);
  }

  /** Records out, by either way, each counted once. */
  int settled() {
    place();
    return answers.size() + deadLettered();
  }

  /** Of the first {@code sent} records, those that came out by neither way. */
  int missing(int sent) {
    place();
    BitSet out = (BitSet) seen.clone();
    out.or(dead);
    return sent - out.get(0, sent).cardinality();
  }

  int duplicates() {
    return duplicates;
  }

  /** Answers that came after a later record of their key. */
  int outOfOrder() {
    return outOfOrder;
  }

  int deadLettered() {
    return dead.cardinality();
  }

  /** Records that could have been answered and were dead-lettered. */
  int wronglyBuried() {
    return (int) dead.stream().filter(number -> !workload.spoilt(number)).count();
  }

  /** Records that nothing could answer and that were answered. */
  int wronglyAnswered() {
    return (int) seen.stream().filter(workload::spoilt).count();
  }

  /** Dead letters whose place is of no acknowledged record. */
  int unplaced() {
    place();
    return unplaced.size();
  }

  /**
   * Everything that is wrong with what came out.
   *
   * @param sent records written
   * @param open whether more may come
   */
  Faults faults(int sent, boolean open) {
    return new Faults(
        missing(sent),
        duplicates,
        outOfOrder,
        wronglyBuried(),
        wronglyAnswered(),
        unplaced(),
        open);
  }

  /** First answers, in the order they were read. */
  List<Answer> answers() {
    return answers;
  }

  List<DeadLetter> deadLetters() {
    return deadLetters;
  }

  Workload workload() {
    return workload;
  }
}
