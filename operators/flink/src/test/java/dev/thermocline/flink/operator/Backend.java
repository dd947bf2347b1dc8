package dev.thermocline.flink.operator;

import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;

/** The state backends a job may choose. */
enum Backend {
  HEAP,
  ROCKSDB,
  ROCKSDB_INCREMENTAL;

  StateBackend create() {
    return this == HEAP
        ? new HashMapStateBackend()
        : new EmbeddedRocksDBStateBackend(this == ROCKSDB_INCREMENTAL);
  }
}
