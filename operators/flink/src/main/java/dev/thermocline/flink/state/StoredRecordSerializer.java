package dev.thermocline.flink.state;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Serializer of records in flight: sequence, whether there is a timestamp, the timestamp where
 * there is one, and the value in the format of the input's own serializer. It evolves as that one
 * does.
 *
 * @param <IN> records of the keyed stream
 */
final class StoredRecordSerializer<IN> extends TypeSerializer<StoredRecord<IN>> {
  private static final long serialVersionUID = 1L;

  private final TypeSerializer<IN> values;

  StoredRecordSerializer(TypeSerializer<IN> values) {
    this.values = values;
  }

  TypeSerializer<IN> values() {
    return values;
  }

  @Override
  public boolean isImmutableType() {
    return values.isImmutableType();
  }

  @Override
  public TypeSerializer<StoredRecord<IN>> duplicate() {
    TypeSerializer<IN> duplicate = values.duplicate();
    return duplicate == values ? this : new StoredRecordSerializer<>(duplicate);
  }

  @Override
  public StoredRecord<IN> createInstance() {
    return new StoredRecord<>(0, false, 0, values.createInstance());
  }

  @Override
  public StoredRecord<IN> copy(StoredRecord<IN> from) {
    return isImmutableType()
        ? from
        : new StoredRecord<>(
            from.sequence(), from.timestamped(), from.timestamp(), values.copy(from.value()));
  }

  @Override
  public StoredRecord<IN> copy(StoredRecord<IN> from, StoredRecord<IN> reuse) {
    return copy(from);
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(StoredRecord<IN> record, DataOutputView target) throws IOException {
    target.writeLong(record.sequence());
    target.writeBoolean(record.timestamped());
    if (record.timestamped()) {
      target.writeLong(record.timestamp());
    }
    values.serialize(record.value(), target);
  }

  @Override
  public StoredRecord<IN> deserialize(DataInputView source) throws IOException {
    long sequence = source.readLong();
    boolean timestamped = source.readBoolean();
    long timestamp = timestamped ? source.readLong() : 0;
    return new StoredRecord<>(sequence, timestamped, timestamp, values.deserialize(source));
  }

  @Override
  public StoredRecord<IN> deserialize(StoredRecord<IN> reuse, DataInputView source)
      throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    target.writeLong(source.readLong());
    boolean timestamped = source.readBoolean();
    target.writeBoolean(timestamped);
    if (timestamped) {
      target.writeLong(source.readLong());
    }
    values.copy(source, target);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StoredRecordSerializer<?> that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<StoredRecord<IN>> snapshotConfiguration() {
    return new StoredRecordSerializerSnapshot<>(this);
  }
}
