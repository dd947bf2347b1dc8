package dev.thermocline.flink.operator;

import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * A sink that takes every record at once and works on them in its flush.
 *
 * @param recordNanos time of a record there
 */
record FlushingSink(long recordNanos) implements Sink<String> {

  @Override
  public SinkWriter<String> createWriter(WriterInitContext context) {
    return new SinkWriter<>() {
      private long taken;

      @Override
      public void write(String result, Context writeContext) {
        taken++;
      }

      @Override
      public void flush(boolean endOfInput) {
        long until = System.nanoTime() + taken * recordNanos;
        while (System.nanoTime() < until) {
          LockSupport.parkNanos(until - System.nanoTime());
        }
        taken = 0;
      }

      @Override
      public void close() {}
    };
  }
}
