package dev.thermocline.flink.state;

import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * Format of {@link StoredRecordSerializer} as checkpoints keep it; its name is part of them.
 *
 * @param <IN> records of the keyed stream
 */
public final class StoredRecordSerializerSnapshot<IN>
    extends CompositeTypeSerializerSnapshot<StoredRecord<IN>, StoredRecordSerializer<IN>> {
  private static final int VERSION = 1;

  /** Called by Flink when it reads a checkpoint. */
  public StoredRecordSerializerSnapshot() {}

  StoredRecordSerializerSnapshot(StoredRecordSerializer<IN> serializer) {
    super(serializer);
  }

  @Override
  protected int getCurrentOuterSnapshotVersion() {
    return VERSION;
  }

  @Override
  protected TypeSerializer<?>[] getNestedSerializers(StoredRecordSerializer<IN> serializer) {
    return new TypeSerializer<?>[] {serializer.values()};
  }

  @Override
  @SuppressWarnings("unchecked") // what getNestedSerializers gave
  protected StoredRecordSerializer<IN> createOuterSerializerWithNestedSerializers(
      TypeSerializer<?>[] nested) {
    return new StoredRecordSerializer<>((TypeSerializer<IN>) nested[0]);
  }
}
