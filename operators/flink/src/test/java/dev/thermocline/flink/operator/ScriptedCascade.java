package dev.thermocline.flink.operator;

import dev.thermocline.engine.cascade.Cascade;
import dev.thermocline.engine.cascade.Outcome;
import dev.thermocline.engine.cascade.OutcomeSink;
import dev.thermocline.engine.cascade.RungDraw;
import dev.thermocline.engine.stage.Row;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps submitted records until a test says what becomes of them, on whatever thread it says so.
 */
final class ScriptedCascade<T> implements Cascade<T> {
  private final RungDraw<T> rungs;
  private final OutcomeSink<T> sink;
  private final int most;
  private final Map<String, T> waiting = new LinkedHashMap<>();
  private final List<String> submitted = new ArrayList<>();
  private final Map<T, Integer> rung = new ConcurrentHashMap<>();
  private boolean closed;
  private @Nullable RuntimeException closeFailure;

  /**
   * Makes a cascade.
   *
   * @param most once so many wait, the oldest of them leaves at the first exit
   */
  ScriptedCascade(RungDraw<T> rungs, OutcomeSink<T> sink, int most) {
    this.rungs = rungs;
    this.sink = sink;
    this.most = most;
  }

  @Override
  public void submit(Row row, long recordHash, T attachment) {
    rung.put(attachment, Math.max(rungs.draw(recordHash, attachment), 0));
    if (waitWith(TextRows.text(row), attachment) >= most) {
      answerOldest(1);
    }
  }

  private synchronized int waitWith(String text, T attachment) {
    if (closed) {
      throw new IllegalStateException("the cascade is closed");
    }
    submitted.add(text);
    waiting.put(text, attachment);
    return waiting.size();
  }

  @Override
  public synchronized int inFlight() {
    return waiting.size();
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (closeFailure != null) {
      throw closeFailure;
    }
  }

  synchronized void failClose(RuntimeException cause) {
    closeFailure = cause;
  }

  synchronized boolean closed() {
    return closed;
  }

  synchronized List<String> submitted() {
    return List.copyOf(submitted);
  }

  /** Lets records leave at an exit, all in one batch. */
  void answer(int exit, String... texts) {
    List<Outcome<T>> outcomes = new ArrayList<>();
    for (String text : texts) {
      outcomes.add(exited(take(text), exit));
    }
    sink.completed(outcomes);
  }

  /** Lets every waiting record leave at an exit, the latest first. */
  void answerAll(int exit) {
    List<String> texts;
    synchronized (this) {
      texts = new ArrayList<>(waiting.keySet());
    }
    Collections.reverse(texts);
    if (!texts.isEmpty()) {
      answer(exit, texts.toArray(String[]::new));
    }
  }

  /** Lets the record that waits longest leave at an exit, if one waits. */
  void answerOldest(int exit) {
    Optional<String> oldest;
    synchronized (this) {
      oldest = waiting.keySet().stream().findFirst();
    }
    oldest.ifPresent(text -> answer(exit, text));
  }

  /** Lets any waiting record leave at an exit, if one waits. */
  void answerAny(int exit, Random random) {
    any(random).ifPresent(text -> answer(exit, text));
  }

  /** Fails any waiting record, if one waits. */
  void failAny(int stage, Exception cause, Random random) {
    any(random).ifPresent(text -> fail(text, stage, cause));
  }

  private synchronized Optional<String> any(Random random) {
    return waiting.isEmpty()
        ? Optional.empty()
        : Optional.of(List.copyOf(waiting.keySet()).get(random.nextInt(waiting.size())));
  }

  void fail(String text, int stage, Exception cause) {
    sink.completed(List.of(new Outcome.Failed<>(take(text), stage, cause)));
  }

  void failLane(Throwable cause) {
    sink.laneFailed(cause);
  }

  private synchronized T take(String text) {
    T attachment = waiting.remove(text);
    if (attachment == null) {
      throw new IllegalArgumentException(text + " is not in flight; in flight are " + waiting);
    }
    return attachment;
  }

  private Outcome<T> exited(T attachment, int exit) {
    return new Outcome.Exited<>(
        attachment,
        exit,
        1,
        new float[] {0.1f, 0.8f, 0.1f},
        0.8,
        Objects.requireNonNull(rung.remove(attachment)),
        exit / 3.0,
        2_000_000L,
        3_500_000L);
  }
}
