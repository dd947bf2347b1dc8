package dev.thermocline.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The sittings of a benchmark, kept beside its cells. */
final class Sittings {

  private static final String FILE = "sittings.json";
  private static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private final Path file;

  /** Those of the benchmark in a directory. */
  Sittings(Path directory) {
    this.file = directory.resolve(FILE);
  }

  /**
   * A time in which cells were run.
   *
   * @param number from 1
   * @param started when, ISO-8601
   * @param fullDepthCapacity records per second of the saturated job at full depth at its end; null
   *     where it was stopped before
   * @param limitCapacity the same at the limit's rung
   */
  record Sitting(
      int number,
      String started,
      @Nullable Double fullDepthCapacity,
      @Nullable Double limitCapacity) {

    Sitting ended(double fullDepth, double limit) {
      return new Sitting(number, started, fullDepth, limit);
    }
  }

  /** All of them, in order. */
  List<Sitting> all() throws IOException {
    return Files.isRegularFile(file)
        ? List.of(MAPPER.readValue(file.toFile(), Sitting[].class))
        : List.of();
  }

  /** Begins one. */
  Sitting begin() throws IOException {
    List<Sitting> all = new ArrayList<>(all());
    Sitting sitting = new Sitting(all.size() + 1, Instant.now().toString(), null, null);
    all.add(sitting);
    write(all);
    return sitting;
  }

  /** Ends one with what was measured then. */
  void end(Sitting sitting) throws IOException {
    List<Sitting> all = new ArrayList<>(all());
    all.set(sitting.number() - 1, sitting);
    write(all);
  }

  private void write(List<Sitting> all) throws IOException {
    Files.writeString(file, MAPPER.writeValueAsString(all) + "\n");
  }
}
