package dev.thermocline.cli.demo;

import dev.thermocline.cli.books.Books;
import dev.thermocline.cli.books.TopicReader;
import dev.thermocline.cli.books.Wire;
import dev.thermocline.cli.replay.Workload;
import dev.thermocline.schemas.DeadLetter;
import dev.thermocline.schemas.Prediction;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.flink.configuration.Configuration;

/**
 * The books of a run and what only the run knows: which records were spoilt, and what each answer
 * said.
 */
final class Ledger implements TopicReader.Listener {

  private final Workload workload;
  private final Books books;
  private final LongSupplier clockMillis;
  private final List<Answer> answers = new ArrayList<>();
  private final List<DeadLetter> deadLetters = new ArrayList<>();
  private final BitSet wronglyAnswered = new BitSet();
  private final Map<Integer, Double> lastEmitted = new HashMap<>();
  private int unknownAnswers;
  private int wronglyBuried;

  Ledger(Workload workload) {
    this(workload, new Books(), System::currentTimeMillis);
  }

  /**
   * A ledger over books.
   *
   * @param clockMillis wall clock
   */
  Ledger(Workload workload, Books books, LongSupplier clockMillis) {
    this.workload = workload;
    this.books = books;
    this.clockMillis = clockMillis;
  }

  /** Opens the run's topics; what is read there comes into this ledger. */
  TopicReader reader(Map<String, String> kafka, Stand.Topics topics) {
    return new TopicReader(kafka, topics.job(), new Wire(new Configuration()), books, this);
  }

  @Override
  public void answered(TopicReader.Answered answered) {
    Prediction prediction = answered.prediction();
    if (answered.booked() >= 0) {
      Answer answer = answer(prediction);
      answers.add(answer);
      lastEmitted.put(answered.partition(), answer.emitMillis());
    } else if (answered.booked() == Books.UNKNOWN) {
      book(prediction.getId());
    }
  }

  /** A spoilt record has no id for the books, so an answer to one is unknown there. */
  private void book(String id) {
    if (workload.owns(id) && workload.spoilt(workload.number(id))) {
      wronglyAnswered.set(workload.number(id));
      unknownAnswers++;
    }
  }

  private Answer answer(Prediction prediction) {
    long arrivedMillis = prediction.getTimestamp().toEpochMilli();
    double ageMillis = prediction.getLatencies().getAgeMs();
    return new Answer(
        workload.number(prediction.getId()),
        prediction.getLabel(),
        prediction.getExitIndex(),
        prediction.getExits(),
        prediction.getLayersFraction(),
        prediction.getRung(),
        prediction.getCertifiedRisk(),
        prediction.getBundleId(),
        ageMillis,
        clockMillis.getAsLong() - arrivedMillis,
        arrivedMillis + ageMillis);
  }

  @Override
  public void buried(DeadLetter letter, int booked) {
    deadLetters.add(letter);
    if (booked >= 0 && workload.owns(books.id(booked))) {
      wronglyBuried++;
    }
  }

  /** Records out, by either way, each counted once. */
  int settled() {
    return books.settled() + wronglyAnswered.cardinality();
  }

  int deadLettered() {
    return books.deadLettered();
  }

  /**
   * Everything that is wrong with what came out.
   *
   * @param sent records written
   * @param open whether more may come
   */
  Faults faults(int sent, boolean open) {
    return new Faults(
        Math.max(sent - settled(), 0),
        books.duplicates(),
        books.outOfOrder(),
        wronglyBuried,
        wronglyAnswered.cardinality(),
        books.unknown() - unknownAnswers,
        open);
  }

  /**
   * Wall clock until which everything emitted has been read, at least: the earliest, over the
   * partitions of the output, of the emissions of the last answers read. What is not out yet is
   * emitted later.
   *
   * @param partitions how many the output has
   * @param otherwise the answer where from one of them nothing has been read
   */
  double outUntil(int partitions, double otherwise) {
    return lastEmitted.size() < partitions ? otherwise : Collections.min(lastEmitted.values());
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
