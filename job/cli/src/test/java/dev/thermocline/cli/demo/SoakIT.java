package dev.thermocline.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The default bundle's job under nearly twice the load that full depth carries, for about {@code
 * soak.minutes} (30), one record in a thousand spoilt. How long it took and at what rate is
 * printed: the demo measures what full depth carries, and only the number of records is given.
 */
@Tag("soak")
class SoakIT {

  private static final int MINUTES = Integer.getInteger("soak.minutes", 30);

  /** About what 1.8 times full depth is on two cores; {@code soak.rate} elsewhere. */
  private static final int PER_SECOND = Integer.getInteger("soak.rate", 420);

  private static final int POISON = 1000;

  /** Growth that is no leak, as {@link MemoryIT} has it, from the warm-up on. */
  private static final long GROWTH_MIB = 64;

  @TempDir Path directory;

  @Test
  void overloadAndSpoiltRecordsLeaveMemoryFlatAndEveryRecordAccountedFor() throws Exception {
    int records = MINUTES * 60 * PER_SECOND;
    Path report = directory.resolve("report.json");

    ResidentMemory memory =
        ResidentMemory.ofDemo(
            directory.resolve("run"),
            List.of(
                "--trace=poisson",
                "--load=1.8",
                "--records=" + records,
                "--poison=" + POISON,
                "--report=" + report));

    JsonNode read = JsonMapper.builder().build().readTree(report.toFile());
    double seconds = read.path("seconds").asDouble();
    System.out.printf(
        Locale.ROOT,
        "%.1f min at %.0f records/s; outside the heap %s, %s, %s, slope %.1f MiB/h; %s%n",
        seconds / 60,
        records / seconds,
        memory.warm(),
        memory.middle(),
        memory.end(),
        memory.slopeMibPerHour(),
        read);
    assertThat(read.path("recordsIn").asInt()).isEqualTo(records);
    assertThat(read.path("deadLettered").asInt()).isEqualTo(records / POISON);
    assertThat(read.path("missing").asInt()).isZero();
    assertThat(read.path("duplicates").asInt()).isZero();
    assertThat(memory.end().outsideHeapMib() - memory.warm().outsideHeapMib())
        .as("MiB outside the heap since the warm-up, %s", memory)
        .isLessThanOrEqualTo(GROWTH_MIB);
  }
}
