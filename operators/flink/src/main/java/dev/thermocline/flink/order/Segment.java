package dev.thermocline.flink.order;

import java.util.ArrayList;
import java.util.List;

/** Records admitted between two signals, and the signals that followed them. */
final class Segment<R, S> {
  private final List<Signal<R, S>> signals = new ArrayList<>(1);
  private int records;

  void admit() {
    records++;
  }

  void leave() {
    records--;
  }

  boolean empty() {
    return records == 0;
  }

  boolean closed() {
    return !signals.isEmpty();
  }

  List<Signal<R, S>> signals() {
    return signals;
  }
}
