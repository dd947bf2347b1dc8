package dev.thermocline.flink.operator;

import dev.thermocline.engine.input.EncodedInput;
import dev.thermocline.engine.input.InputEncoder;
import dev.thermocline.engine.input.InputException;
import dev.thermocline.engine.stage.Row;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Carries a text through a row and back; refuses an empty one, cuts at 20 characters. */
final class TextRows implements InputEncoder {
  /** A text it was not written for. */
  static final String BREAKING = "breaking";

  private static final int MAX_LENGTH = 20;

  @Override
  public EncodedInput encode(String text) throws InputException {
    if (text.isEmpty()) {
      throw new InputException("text is empty; it must have a character");
    }
    if (text.equals(BREAKING)) {
      throw new IndexOutOfBoundsException("scripted");
    }
    boolean truncated = text.length() > MAX_LENGTH;
    String kept = truncated ? text.substring(0, MAX_LENGTH) : text;
    ByteBuffer bytes = ByteBuffer.wrap(kept.getBytes(StandardCharsets.UTF_8));
    return new EncodedInput(kept.length(), List.of(bytes), truncated);
  }

  static String text(Row row) {
    return StandardCharsets.UTF_8.decode(row.tensors().get(0).duplicate()).toString();
  }
}
