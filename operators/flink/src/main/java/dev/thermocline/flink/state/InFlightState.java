package dev.thermocline.flink.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The records in flight in keyed state, a list per key; keyed, because it then follows the keys
 * when the job is rescaled. Task thread only.
 *
 * <p>State holds what the last {@link #write} left there. A write touches only keys with records in
 * flight now or then, so its cost is bounded by the cap of records in flight.
 *
 * @param <IN> records of the keyed stream
 */
public final class InFlightState<IN> {
  private static final Logger LOG = LoggerFactory.getLogger(InFlightState.class);

  /** Part of every checkpoint. */
  private static final String NAME = "in-flight";

  private final KeyedStateBackend<Object> backend;
  private final TypeSerializer<IN> values;
  private final ListState<StoredRecord<IN>> state;

  /** Keys that have records in state. */
  private final Set<Object> stored = new HashSet<>();

  /**
   * Registers the state.
   *
   * @param backend the operator's keyed state
   * @param values serializer of the first input
   */
  public InFlightState(KeyedStateBackend<Object> backend, TypeSerializer<IN> values)
      throws Exception {
    this.backend = backend;
    this.values = values;
    this.state =
        backend.getPartitionedState(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            new ListStateDescriptor<>(NAME, new StoredRecordSerializer<>(values)));
  }

  /**
   * Makes these the records in state. The current key stays as it was.
   *
   * @param checkpointId named in the log
   * @param records every record in flight, in order of admission
   */
  public void write(long checkpointId, List<PendingRecord<IN>> records) throws Exception {
    Map<Object, List<StoredRecord<IN>>> ofKey = new LinkedHashMap<>();
    long sequence = 0;
    for (PendingRecord<IN> record : records) {
      // State is serialised while the task goes on, and may not change with the record.
      IN value = values.copy(record.element().getValue());
      ofKey
          .computeIfAbsent(record.key(), key -> new ArrayList<>())
          .add(StoredRecord.of(sequence++, record.element(), value));
    }
    Object current = backend.getCurrentKey();
    try {
      replace(ofKey);
    } finally {
      // Before the first record there is no key to put back.
      if (current != null) {
        backend.setCurrentKey(current);
      }
    }
    if (!records.isEmpty()) {
      LOG.info("Checkpoint {} holds {} records in flight", checkpointId, records.size());
    }
  }

  private void replace(Map<Object, List<StoredRecord<IN>>> ofKey) throws Exception {
    for (Object key : stored) {
      if (!ofKey.containsKey(key)) {
        backend.setCurrentKey(key);
        state.clear();
      }
    }
    stored.addAll(ofKey.keySet());
    for (Map.Entry<Object, List<StoredRecord<IN>>> entry : ofKey.entrySet()) {
      backend.setCurrentKey(entry.getKey());
      state.update(entry.getValue());
    }
    stored.retainAll(ofKey.keySet());
  }

  /**
   * The records that were in flight at the checkpoint the task starts from, those of a key in order
   * of their first admission. They stay in state until the next {@link #write}. Called once, before
   * the first record.
   */
  public List<PendingRecord<IN>> restore() throws Exception {
    // State may not change while its keys are read, so they are collected first.
    try (Stream<Object> keys = backend.getKeys(NAME, VoidNamespace.INSTANCE)) {
      keys.forEach(stored::add);
    }
    record Restored<IN>(Object key, StoredRecord<IN> record) {}
    List<Restored<IN>> restored = new ArrayList<>();
    for (Object key : stored) {
      backend.setCurrentKey(key);
      for (StoredRecord<IN> record : state.get()) {
        restored.add(new Restored<>(key, record));
      }
    }
    restored.sort(Comparator.comparingLong(entry -> entry.record().sequence()));
    if (!restored.isEmpty()) {
      LOG.info("Runs {} restored records again", restored.size());
    }
    return restored.stream()
        .map(entry -> new PendingRecord<>(entry.key(), entry.record().element()))
        .toList();
  }
}
