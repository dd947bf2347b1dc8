package dev.thermocline.app;

import dev.thermocline.app.codec.DeadLetterEncoder;
import dev.thermocline.app.codec.Outbound;
import dev.thermocline.app.codec.SourceRecord;
import dev.thermocline.app.codec.SourceRecord.Decoded;
import dev.thermocline.app.codec.SourceRecord.Undecodable;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Lets requests pass; the others leave as dead letters by the side output. */
final class Sift extends ProcessFunction<SourceRecord, Decoded> {
  private static final long serialVersionUID = 1L;

  private final DeadLetterEncoder encoder;
  private final OutputTag<Outbound> deadLetters;
  private transient Counter deadLettered = new SimpleCounter();

  Sift(DeadLetterEncoder encoder, OutputTag<Outbound> deadLetters) {
    this.encoder = encoder;
    this.deadLetters = deadLetters;
  }

  @Override
  public void open(OpenContext context) {
    deadLettered = getRuntimeContext().getMetricGroup().counter("deadLettered");
  }

  @Override
  public void processElement(SourceRecord record, Context context, Collector<Decoded> out) {
    if (record instanceof Decoded decoded) {
      out.collect(decoded);
    } else if (record instanceof Undecodable undecodable) {
      deadLettered.inc();
      context.output(deadLetters, encoder.encode(undecodable));
    }
  }
}
