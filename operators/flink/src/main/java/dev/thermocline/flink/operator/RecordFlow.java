package dev.thermocline.flink.operator;

import dev.thermocline.engine.cascade.Cascade;
import dev.thermocline.engine.cascade.Outcome;
import dev.thermocline.engine.input.EncodedInput;
import dev.thermocline.engine.input.InputException;
import dev.thermocline.engine.stage.Row;
import dev.thermocline.flink.load.LoadSampler;
import dev.thermocline.flink.metrics.OperatorMetrics;
import dev.thermocline.flink.order.ReleaseQueue;
import dev.thermocline.flink.order.Released;
import dev.thermocline.flink.order.Signal;
import dev.thermocline.flink.order.Ticket;
import dev.thermocline.flink.state.InFlightState;
import dev.thermocline.flink.state.PendingRecord;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * Takes records from admission through the engine to emission.
 *
 * <p>Everything runs on the task thread; lane threads reach it only through the mailbox. At the cap
 * of records in flight, or of their bytes, admission yields to the mailbox: Flink sees a busy
 * operator and holds the input back. Mails run inside those yields, so emission may begin anywhere
 * admission waits, but never inside another emission.
 */
final class RecordFlow<IN, OUT, F> {
  private static final int ENCODING = 0;

  private final Definition<IN, OUT, F> definition;
  private final MailboxExecutor mailbox;
  private final Output<StreamRecord<OUT>> output;
  private final ReleaseQueue<Object, InFlight<IN>, StreamSignal> release;
  private final ResultInbox<Ticket<Object, InFlight<IN>, StreamSignal>> inbox;
  private final Engine engine;
  private final Cascade<Ticket<Object, InFlight<IN>, StreamSignal>> cascade;
  private final OperatorMetrics metrics;
  private final LoadSampler sampler;
  private final DepthControl control;
  private final ProcessingTimeService clock;
  private final InFlightState<IN> state;
  private final BarrierDelay barrierDelay = new BarrierDelay(System::nanoTime);
  private final InFlightBytes bytes;
  private final ResultEmitter<IN, OUT, F> emitter;
  private boolean emitting;
  private boolean restoring;

  /** Starts a cascade on an engine, which outlives it. */
  RecordFlow(
      Definition<IN, OUT, F> definition,
      Engine engine,
      InFlightState<IN> state,
      MailboxExecutor mailbox,
      Output<StreamRecord<OUT>> output,
      ProcessingTimeService clock,
      OperatorMetrics metrics,
      LoadSampler sampler,
      DepthControl control) {
    this.definition = definition;
    this.mailbox = mailbox;
    this.output = output;
    this.release = new ReleaseQueue<>(definition.settings().ordered(), StreamSignal::supersedes);
    this.bytes = new InFlightBytes(definition.settings().inFlightMaxBytes());
    this.inbox = new ResultInbox<>(mailbox, this::takeResults);
    this.engine = engine;
    this.metrics = metrics;
    this.sampler = sampler;
    this.control = control;
    this.clock = clock;
    this.state = state;
    this.emitter = new ResultEmitter<>(definition, engine, metrics, output, clock);
    this.cascade =
        engine.start(
            (hash, ticket) -> control.draw(hash, ticket.key(), ticket.record()),
            inbox,
            new RunObserver<>(metrics, control));
    control.start(this::oldestSeconds);
  }

  /** Takes in a record; yields to the mailbox while a cap is reached. */
  void admit(Object key, StreamRecord<IN> element) throws Exception {
    barrierDelay.given();
    try {
      takeIn(key, element);
    } finally {
      barrierDelay.taken();
    }
  }

  private void takeIn(Object key, StreamRecord<IN> element) throws Exception {
    String text;
    try {
      text = text(element.getValue());
    } catch (InputException e) {
      fail(ticket(key, element, 0), e);
      return;
    }
    Ticket<Object, InFlight<IN>, StreamSignal> ticket = ticket(key, element, text.length());
    EncodedInput input;
    try {
      input = encoded(text);
    } catch (InputException e) {
      fail(ticket, e);
      return;
    }
    ticket.record().encoded(input.truncated());
    long hash = definition.position().positionHash(element.getValue());
    cascade.submit(new Row(input.length(), input.tensors()), hash, ticket);
  }

  private Ticket<Object, InFlight<IN>, StreamSignal> ticket(
      Object key, StreamRecord<IN> element, int characters) throws Exception {
    long weight = InFlightBytes.of(characters);
    awaitSlot(weight);
    InFlight<IN> record =
        new InFlight<>(
            element,
            definition.arrivalMillis(element),
            definition.sourcePartition(element.getValue()),
            release.inFlight() == 0 && sampler.inputRanDry(),
            weight);
    if (!restoring) {
      control.admitted(key, record);
    }
    bytes.add(weight);
    Ticket<Object, InFlight<IN>, StreamSignal> ticket = release.admit(key, record);
    metrics.inFlight(release.inFlight(), bytes.held());
    return ticket;
  }

  private void fail(Ticket<Object, InFlight<IN>, StreamSignal> ticket, InputException cause)
      throws Exception {
    complete(new Outcome.Failed<>(ticket, ENCODING, cause));
    emitReleased();
  }

  private boolean hasRoom(long weight) {
    return release.inFlight() < definition.settings().inFlightMax() && bytes.fits(weight);
  }

  private void awaitSlot(long weight) throws Exception {
    if (hasRoom(weight)) {
      return;
    }
    sampler.waiting(true);
    while (!hasRoom(weight)) {
      boolean available = sampler.outputAvailable();
      long handed = sampler.handedNanos();
      long start = System.nanoTime();
      mailbox.yield();
      long waited = System.nanoTime() - start - (sampler.handedNanos() - handed);
      sampler.waitedAtCap(waited, available);
    }
    sampler.waiting(false);
  }

  /** Passes a signal on behind the records admitted so far. */
  void signal(StreamSignal signal) throws Exception {
    barrierDelay.given();
    try {
      release.signal(signal);
      emitReleased();
    } finally {
      barrierDelay.taken();
    }
  }

  /** Waits until every admitted record is emitted. */
  void drain() throws Exception {
    barrierDelay.given();
    try {
      while (release.inFlight() > 0) {
        mailbox.yield();
      }
    } finally {
      barrierDelay.taken();
    }
  }

  /** Admits what was in flight at the checkpoint the task starts from, before any other record. */
  void restore() throws Exception {
    // They were counted among the arrivals when they were admitted first.
    restoring = true;
    for (PendingRecord<IN> record : state.restore()) {
      admit(record.key(), record.element());
    }
    restoring = false;
  }

  /**
   * Writes everything admitted and not emitted to state: also what is complete and waits for its
   * key, and what failed.
   */
  void snapshot(long checkpointId) throws Exception {
    long waited = barrierDelay.reached();
    long start = System.nanoTime();
    List<PendingRecord<IN>> pending = new ArrayList<>(release.inFlight());
    release.forEachInFlight(
        (key, record) -> pending.add(new PendingRecord<>(key, record.element())));
    state.write(checkpointId, pending);
    metrics.barrierDelay(waited + System.nanoTime() - start);
  }

  /** Stops the cascade once the run under way has ended; records in flight are dropped. */
  void close() {
    cascade.close();
  }

  private String text(IN value) throws InputException {
    String text = definition.text().text(value);
    if (text == null) {
      throw new InputException(
          "text is null; the text function must give a text, or throw InputException itself");
    }
    return text;
  }

  /** Whatever a text does to the encoder is that record's fault: it would do it again for ever. */
  private EncodedInput encoded(String text) throws InputException {
    try {
      return engine.encoder().encode(text);
    } catch (RuntimeException e) {
      throw new InputException(
          "text of " + text.length() + " characters breaks the encoder: " + e, e);
    }
  }

  private void takeResults() throws Exception {
    for (List<Outcome<Ticket<Object, InFlight<IN>, StreamSignal>>> outcomes = inbox.poll();
        outcomes != null;
        outcomes = inbox.poll()) {
      outcomes.forEach(this::complete);
    }
    emitReleased();
  }

  private void complete(Outcome<Ticket<Object, InFlight<IN>, StreamSignal>> outcome) {
    Ticket<Object, InFlight<IN>, StreamSignal> ticket = outcome.attachment();
    ticket.record().done(outcome);
    release.complete(ticket);
  }

  private void emitReleased() throws Exception {
    if (emitting) {
      return;
    }
    emitting = true;
    barrierDelay.hold();
    try {
      for (Released<InFlight<IN>, StreamSignal> next = release.poll();
          next != null;
          next = release.poll()) {
        emit(next);
      }
    } finally {
      barrierDelay.letGo();
      emitting = false;
    }
    metrics.inFlight(release.inFlight(), bytes.held());
  }

  /** Age of the record that has been in flight longest, in seconds; NaN without one. */
  private double oldestSeconds() {
    long[] oldest = {Long.MAX_VALUE};
    release.forEachInFlight(
        (key, record) -> {
          if (record.arrivedMillis() >= 0) {
            oldest[0] = Math.min(oldest[0], record.arrivedMillis());
          }
        });
    return oldest[0] == Long.MAX_VALUE
        ? Double.NaN
        : (clock.getCurrentProcessingTime() - oldest[0]) / 1e3;
  }

  private void emit(Released<InFlight<IN>, StreamSignal> next) throws Exception {
    if (next instanceof Ticket<?, InFlight<IN>, StreamSignal> ticket) {
      bytes.remove(ticket.record().bytes());
      long start = System.nanoTime();
      emitter.emit(ticket.record());
      sampler.handedOn(System.nanoTime() - start);
    } else if (next instanceof Signal<InFlight<IN>, StreamSignal> signal) {
      signal.value().emit(output);
    }
  }
}
