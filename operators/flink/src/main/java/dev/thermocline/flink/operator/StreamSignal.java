package dev.thermocline.flink.operator;

import org.apache.flink.runtime.event.WatermarkEvent;
import org.apache.flink.streaming.api.operators.Output;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/** What travels between records on the first input and must not overtake them. */
sealed interface StreamSignal {

  /** Passes the signal on. */
  void emit(Output<?> output);

  /** Whether this signal right behind {@code earlier} makes that one superfluous. */
  default boolean supersedes(StreamSignal earlier) {
    return false;
  }

  /** Event time. */
  record Time(Watermark watermark) implements StreamSignal {
    @Override
    public void emit(Output<?> output) {
      output.emitWatermark(watermark);
    }

    @Override
    public boolean supersedes(StreamSignal earlier) {
      return earlier instanceof Time;
    }
  }

  /** Idleness. */
  record Status(WatermarkStatus status) implements StreamSignal {
    @Override
    public void emit(Output<?> output) {
      output.emitWatermarkStatus(status);
    }

    @Override
    public boolean supersedes(StreamSignal earlier) {
      return earlier instanceof Status;
    }
  }

  /** What holds of the records that follow, such as whether they are backlog. */
  record Attributes(RecordAttributes attributes) implements StreamSignal {
    @Override
    public void emit(Output<?> output) {
      output.emitRecordAttributes(attributes);
    }

    @Override
    public boolean supersedes(StreamSignal earlier) {
      return earlier instanceof Attributes;
    }
  }

  /** A generalised watermark. */
  record Event(WatermarkEvent event) implements StreamSignal {
    @Override
    public void emit(Output<?> output) {
      output.emitWatermark(event);
    }
  }
}
