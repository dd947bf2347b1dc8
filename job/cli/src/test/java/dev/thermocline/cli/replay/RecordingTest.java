package dev.thermocline.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecordingTest {

  @TempDir Path directory;

  @Test
  void readsSecondsMillisecondsAndIsoTimesAlike() throws IOException {
    Recording seconds = read("1700000000.25\n1700000001\n1700000003.5\n");
    Recording millis = read("1700000000250\n1700000001000\n1700000003500\n");
    Recording iso =
        read("2023-11-14T22:13:20.25Z\n2023-11-14T23:13:21+01:00\n2023-11-14T22:13:23.5\n");

    for (Recording recording : new Recording[] {seconds, millis, iso}) {
      assertThat(nanos(recording)).hasSize(3);
      assertThat((double) nanos(recording)[1]).isCloseTo(0.75e9, within(1e6));
      assertThat((double) nanos(recording)[2]).isCloseTo(3.25e9, within(1e6));
    }
  }

  @Test
  void readsTheFirstColumnOfCsvWithAHeaderInAnyOrder() throws IOException {
    Recording recording = read("time,bytes\n2.5,17\n\n\"0.5\",18\n1.0,19\n");

    assertThat(nanos(recording)).containsExactly(0, 500_000_000L, 2_000_000_000L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"now", "-1", "NaN", "Infinity", "12:00", "", "2023-13-14T22:13:20Z"})
  void aLineThatIsNoTimeIsNamedByItsNumber(String bad) throws IOException {
    String line = bad.isEmpty() ? ",17" : bad;

    assertThatThrownBy(() -> read("1.5\n2.5\n" + line + "\n3.5\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("arrivals.txt line 3 is '" + bad + "'; allowed are");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1700000000250000", "1700000000250000000", "1e14"})
  void timesFinerThanMillisecondsAreRefusedWithTheUnitsThatAreAllowed(String fine) {
    assertThatThrownBy(() -> read(fine + "\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "line 1 is '" + fine + "'; allowed are seconds from 0, milliseconds since 1970");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1767268800000 | 5 | seconds; allowed are milliseconds since 1970, as the first",
        "5 | 1767268800000 | milliseconds since 1970; allowed are seconds, as the first",
        "1767268800 | 2026-01-01T12:00:00Z | ISO-8601; allowed are seconds, as the first",
        "2026-01-01T12:00:00Z | 1767268800 | seconds; allowed are ISO-8601, as the first",
      })
  void aTimeInAnotherUnitThanTheFirstIsNamedByItsLine(String first, String other, String told) {
    assertThatThrownBy(() -> read("time\n" + first + "\n\n" + other + "\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("arrivals.txt line 4 is '" + other + "', " + told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5\n2.5\n", "time\n0.5\n2.5\n", "\n0.5\n2.5\n"})
  void aByteOrderMarkIsPassedOver(String text) throws IOException {
    assertThat(nanos(read("\uFEFF" + text))).containsExactly(0, 2_000_000_000L);
  }

  @Test
  void aFileWithoutATimeIsRefused() {
    assertThatThrownBy(() -> read("time\n\n"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("holds no time");
  }

  @Test
  void thePeakIsTheBusiestSecond() {
    Recording recording = Recording.of(new double[] {0, 0.9, 5.5, 5.6, 5.7, 6.4, 6.5, 9});

    assertThat(recording.peakRate()).as("5.5 to 6.4").isEqualTo(4);
    assertThat(recording.size()).isEqualTo(8);
  }

  private Recording read(String text) throws IOException {
    Path file = directory.resolve("arrivals.txt");
    Files.writeString(file, text);
    return Recording.read(file);
  }

  private static long[] nanos(Recording recording) {
    return IntStream.range(0, recording.size()).mapToLong(recording::nanos).toArray();
  }
}
