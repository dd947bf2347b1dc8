package dev.thermocline.app.codec;

import dev.thermocline.app.codec.SourceRecord.Decoded;
import dev.thermocline.app.codec.SourceRecord.Undecodable;
import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.flink.tuning.RefusedCommandException;
import dev.thermocline.schemas.DeadLetter;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Writes dead letters.
 *
 * @param maxBytes longest value kept, in bytes
 * @param format how they are written
 */
public record DeadLetterEncoder(int maxBytes, Format format) implements Serializable {

  /** The dead letter of a record that did not become a request. */
  public Outbound encode(Undecodable record) {
    return encode(record.origin(), record.stage(), record.errorClass(), record.message());
  }

  /**
   * The dead letter of a request the model could not answer.
   *
   * @param stage 1-based model stage that failed; 0 = the request did not become model input
   */
  public Outbound encode(Decoded record, int stage, Exception cause) {
    String where = stage == 0 ? "input" : "stage-" + stage;
    return encode(
        record.origin(), where, cause.getClass().getName(), String.valueOf(cause.getMessage()));
  }

  /**
   * The dead letter of a record of the control topic that may not act, its headers left out where
   * they are too large.
   */
  public Outbound encode(Origin record, RefusedCommandException refusal) {
    Throwable told = refusal.getCause() == null ? refusal : refusal.getCause();
    return encode(
        Limits.size(record.headers()) > Limits.HEADER_BYTES ? record.bare() : record,
        told instanceof DecodeException ? RequestDecoder.DECODE : "command",
        told.getClass().getName(),
        String.valueOf(refusal.getMessage()));
  }

  private Outbound encode(Origin origin, String stage, String errorClass, String message) {
    byte[] key = origin.key() == null ? null : cut(origin.key(), Limits.NAME_BYTES);
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setBytes(ByteBuffer.wrap(cut(origin.value(), maxBytes)))
            .setSize(origin.value().length)
            .setSha256(sha256(origin.value()))
            .setKey(key == null ? null : ByteBuffer.wrap(key))
            .setTopic(origin.topic())
            .setPartition(origin.partition())
            .setOffset(origin.offset())
            .setTimestamp(Instant.ofEpochMilli(origin.timestamp()))
            .setStage(stage)
            .setErrorClass(cut(errorClass))
            .setMessage(cut(message))
            .build();
    return new Outbound(
        key, RecordWriter.bytes(letter, format), origin.timestamp(), origin.headers());
  }

  private static byte[] cut(byte[] bytes, int most) {
    return bytes.length <= most ? bytes : Arrays.copyOf(bytes, most);
  }

  private static String cut(String text) {
    return text.substring(0, Math.min(text.length(), Limits.MESSAGE_CHARACTERS));
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
