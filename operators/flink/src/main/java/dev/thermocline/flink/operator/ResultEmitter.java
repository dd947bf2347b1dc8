package dev.thermocline.flink.operator;

import dev.thermocline.engine.cascade.Outcome;
import dev.thermocline.flink.metrics.OperatorMetrics;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/** Turns outcomes into output records with the timestamps of their inputs; task thread only. */
final class ResultEmitter<IN, OUT, F> {
  private static final double NANOS_PER_MILLI = 1e6;

  private final Definition<IN, OUT, F> definition;
  private final Engine engine;
  private final OperatorMetrics metrics;
  private final Output<StreamRecord<OUT>> output;
  private final ProcessingTimeService clock;

  ResultEmitter(
      Definition<IN, OUT, F> definition,
      Engine engine,
      OperatorMetrics metrics,
      Output<StreamRecord<OUT>> output,
      ProcessingTimeService clock) {
    this.definition = definition;
    this.engine = engine;
    this.metrics = metrics;
    this.output = output;
    this.clock = clock;
  }

  void emit(InFlight<IN> done) throws Exception {
    Outcome<?> outcome = done.outcome();
    if (outcome instanceof Outcome.Exited<?> exited) {
      emitResult(done, exited);
    } else if (outcome instanceof Outcome.Failed<?> failed) {
      emitFailure(done, failed);
    }
  }

  private void emitResult(InFlight<IN> done, Outcome.Exited<?> exited) throws Exception {
    long now = clock.getCurrentProcessingTime();
    double risk = engine.ladder().certifiedRisk().get(exited.rung());
    metrics.exited(exited.exitIndex(), risk, exited.queueNanos());
    if (done.arrivedMillis() >= 0) {
      metrics.age(now - done.arrivedMillis());
    }
    EarlyExitResult result =
        new EarlyExitResult(
            exited.exitIndex(),
            engine.bundle().exits(),
            engine.bundle().labels().get(exited.label()),
            exited.label(),
            exited.scores(),
            exited.exitScore(),
            exited.rung(),
            exited.layersFraction(),
            risk,
            done.truncated(),
            engine.bundle().id(),
            exited.queueNanos() / NANOS_PER_MILLI,
            exited.computeNanos() / NANOS_PER_MILLI,
            now);
    output.collect(stamped(definition.output().output(done.value(), result), done));
  }

  private void emitFailure(InFlight<IN> done, Outcome.Failed<?> failed) throws Exception {
    metrics.deadLettered();
    F value = definition.failure().failure(done.value(), failed.stage(), failed.cause());
    output.collect(definition.failures(), stamped(value, done));
  }

  private static <X> StreamRecord<X> stamped(X value, InFlight<?> like) {
    return like.timestamped()
        ? new StreamRecord<>(value, like.timestamp())
        : new StreamRecord<>(value);
  }
}
