package dev.thermocline.app.codec;

import dev.thermocline.app.codec.SourceRecord.Decoded;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Flink's view of a record of ours: opaque, with a serializer of our own.
 *
 * @param <T> the record
 */
public final class RecordType<T> extends TypeInformation<T> {
  private static final long serialVersionUID = 1L;

  public static final RecordType<Origin> ORIGIN =
      new RecordType<>(Origin.class, OriginSerializer.INSTANCE);
  public static final RecordType<SourceRecord> SOURCE_RECORD =
      new RecordType<>(SourceRecord.class, SourceRecordSerializer.INSTANCE);
  public static final RecordType<Decoded> DECODED =
      new RecordType<>(Decoded.class, DecodedSerializer.INSTANCE);
  public static final RecordType<Outbound> OUTBOUND =
      new RecordType<>(Outbound.class, OutboundSerializer.INSTANCE);

  private final Class<T> type;
  private final ImmutableSerializer<T> serializer;

  private RecordType(Class<T> type, ImmutableSerializer<T> serializer) {
    this.type = type;
    this.serializer = serializer;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<T> getTypeClass() {
    return type;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    return serializer;
  }

  @Override
  public String toString() {
    return "RecordType<" + type.getSimpleName() + ">";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RecordType<?> that && that.type == type;
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof RecordType;
  }
}
