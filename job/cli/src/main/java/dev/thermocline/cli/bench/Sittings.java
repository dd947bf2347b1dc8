package dev.thermocline.cli.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
   * @param fullDepthBefore records per second of the saturated job at full depth before its first
   *     cell; null of the sitting that began with the setup
   * @param paceBefore the machine's {@link Pace} then
   * @param fullDepthCapacity the same at its end; null where it was stopped before or could not be
   *     measured
   * @param limitCapacity the same at the limit's rung
   * @param notMeasured why nothing could be measured at its end; null where it was, and where the
   *     sitting was stopped before
   */
  record Sitting(
      int number,
      String started,
      @Nullable Double fullDepthBefore,
      @Nullable Double paceBefore,
      @Nullable Double fullDepthCapacity,
      @Nullable Double limitCapacity,
      @Nullable String notMeasured) {

    Sitting ended(double fullDepth, double limit) {
      return new Sitting(number, started, fullDepthBefore, paceBefore, fullDepth, limit, null);
    }

    /** Whether it began with another capacity at full depth than the setup's at its pace. */
    boolean moved(double setupCapacity) {
      return fullDepthBefore != null
          && paceBefore != null
          && Drift.tooFar(fullDepthBefore, setupCapacity * paceBefore);
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
    Sitting sitting =
        new Sitting(all.size() + 1, Instant.now().toString(), null, null, null, null, null);
    all.add(sitting);
    write(all);
    return sitting;
  }

  /** Notes what was measured before its first cell. */
  Sitting begun(Sitting sitting, double fullDepthBefore, double paceBefore) throws IOException {
    Sitting begun =
        new Sitting(
            sitting.number(), sitting.started(), fullDepthBefore, paceBefore, null, null, null);
    keep(begun);
    return begun;
  }

  /**
   * Ends one with what a measurement finds, or with why it finds nothing: the cells are there and
   * need it not.
   *
   * @param measurement returns the sitting with what was measured
   */
  Sitting end(Sitting sitting, Callable<Sitting> measurement)
      throws IOException, InterruptedException {
    Sitting ended = measured(sitting, measurement);
    keep(ended);
    return ended;
  }

  private static Sitting measured(Sitting sitting, Callable<Sitting> measurement)
      throws InterruptedException {
    try {
      return measurement.call();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
      return new Sitting(
          sitting.number(),
          sitting.started(),
          sitting.fullDepthBefore(),
          sitting.paceBefore(),
          null,
          null,
          reason);
    }
  }

  private void keep(Sitting sitting) throws IOException {
    List<Sitting> all = new ArrayList<>(all());
    all.set(sitting.number() - 1, sitting);
    write(all);
  }

  private void write(List<Sitting> all) throws IOException {
    WholeFile.write(file, MAPPER.writeValueAsString(all) + "\n");
  }
}
