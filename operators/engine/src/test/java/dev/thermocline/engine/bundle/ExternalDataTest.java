package dev.thermocline.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models written byte by byte, as no library would write them and every library reads them. */
class ExternalDataTest {
  /** A tensor whose data_location, field 14, is EXTERNAL. */
  private static final byte[] OUTSIDE = {0x70, 1};

  @TempDir Path folder;

  private boolean isUsedBy(byte[] model) throws IOException {
    return ExternalData.isUsedBy(Files.write(folder.resolve("model.onnx"), model));
  }

  /** A message that holds another one in a field. */
  private static byte[] in(int field, byte[] inner) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    varint(message, field << 3 | 2);
    varint(message, inner.length);
    message.writeBytes(inner);
    return message.toByteArray();
  }

  private static void varint(ByteArrayOutputStream message, int value) {
    int rest = value;
    while (rest > 0x7F) {
      message.write(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    message.write(rest);
  }

  /** A model with the tensor in the first initializer of its graph. */
  private static byte[] model(byte[] tensor) {
    return in(7, in(5, tensor));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "7 5",
        "7 15 1",
        "7 15 2",
        "7 1 5 5",
        "7 1 5 10",
        "7 1 5 6 5",
        "7 1 5 11 5",
        "7 1 5 22 1",
        "7 1 5 23 2",
        "20 1 5",
        "20 2 5",
        "25 7 5 5",
        "25 11 5"
      })
  void findsATensorWhereverOneMayStand(String fields) throws IOException {
    String[] path = fields.split(" ", -1);
    byte[] inside = {0x70, 0};
    byte[] outside = OUTSIDE;
    for (int i = path.length - 1; i >= 0; i--) {
      inside = in(Integer.parseInt(path[i]), inside);
      outside = in(Integer.parseInt(path[i]), outside);
    }

    assertThat(isUsedBy(inside)).isFalse();
    assertThat(isUsedBy(outside)).isTrue();
  }

  @Test
  void findsATagWithBitsBeyondThoseThatCount() throws IOException {
    byte[] tensor = {(byte) 0xF0, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x10, 1};

    assertThat(isUsedBy(model(tensor))).isTrue();
  }

  @Test
  void findsALocationWithBitsBeyondThoseThatCount() throws IOException {
    byte[] tensor = {0x70, (byte) 0x81, (byte) 0x80, (byte) 0x80, (byte) 0x80, 0x10};

    assertThat(isUsedBy(model(tensor))).isTrue();
  }

  @Test
  void findsALocationThatIsNamedOnly() throws IOException {
    assertThat(isUsedBy(model(in(13, new byte[0])))).isTrue();
  }

  @Test
  void refusesWhatEndsInsideAField() {
    for (byte[] tensor : new byte[][] {{0x09, 1, 2}, {0x0D, 1}, {0x0A, 5, 1}, {0x70}, {0x08}}) {
      assertThatThrownBy(() -> isUsedBy(model(tensor))).isInstanceOf(IOException.class);
    }
  }

  @Test
  void refusesGroupsNumbersWithoutEndAndNestingWithoutEnd() {
    byte[] endless = new byte[11];
    Arrays.fill(endless, (byte) 0x80);
    byte[] nested = OUTSIDE;
    for (int i = 0; i < 100; i++) {
      nested = in(1, in(5, in(6, nested)));
    }
    byte[] graph = in(7, nested);

    assertThatThrownBy(() -> isUsedBy(model(new byte[] {0x0B}))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> isUsedBy(model(endless))).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> isUsedBy(graph)).hasMessageContaining("nested deeper");
  }
}
