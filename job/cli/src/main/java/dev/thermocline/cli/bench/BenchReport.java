package dev.thermocline.cli.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a benchmark found; written as JSON with these names. A null is a thing that could not be
 * told.
 *
 * @param bundleId digest of the bundle
 * @param maxLoss quality limit
 * @param sloMs SLO that {@code traces} are run and scored under, milliseconds
 * @param seed of arrivals and records
 * @param secondsPerCell length of a usual cell
 * @param fullDepthCapacity records per second of the saturated job at full depth
 * @param limitCapacity the same at the cheapest rung the limit allows
 * @param limitFactor their ratio, M
 * @param limitRung that rung
 * @param contenders who was asked for
 * @param bestLayersFraction layers fraction of the most expensive rung, as the bundle measured it
 * @param fullDepthAccuracy share of right labels of full depth on the records replayed
 * @param processors processors of the machine
 * @param java its Java
 * @param version digest of the program, see {@link Program}
 * @param dataSha256 digest of the records' file
 * @param sittings when cells were run, and what the job carried at the beginning and the end of
 *     each
 * @param traces every trace under {@code sloMs}
 * @param means each controller over the feasible traces under {@code sloMs}
 * @param otherSlos the same under further SLOs
 */
public record BenchReport(
    String bundleId,
    double maxLoss,
    long sloMs,
    long seed,
    int secondsPerCell,
    double fullDepthCapacity,
    double limitCapacity,
    double limitFactor,
    int limitRung,
    List<Entrant> contenders,
    double bestLayersFraction,
    @Nullable Double fullDepthAccuracy,
    int processors,
    String java,
    String version,
    String dataSha256,
    List<Sittings.Sitting> sittings,
    List<TraceResult> traces,
    List<Mean> means,
    List<OtherSlo> otherSlos) {

  /**
   * Who chooses the depth.
   *
   * @param name its name
   * @param rung the rung it holds; null where it holds none of the ladder
   * @param sameAs who holds the same rung and ran in its stead; null where it ran itself
   * @param utilisation share of the rung's estimated capacity that the highest feasible load, 0.9
   *     M, takes; null where it holds none of the ladder
   * @param parameters what it is set to, by name
   */
  public record Entrant(
      String name,
      @Nullable Integer rung,
      @Nullable String sameAs,
      @Nullable Double utilisation,
      Map<String, Double> parameters) {

    public Entrant {
      parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }
  }

  /** The traces under another SLO. */
  public record OtherSlo(long sloMs, List<TraceResult> traces, List<Mean> means) {}

  /**
   * A trace.
   *
   * @param name its name
   * @param rates its rates in multiples of the full-depth capacity
   * @param order its runs in the order they were run, fixed rungs once for all SLOs
   * @param peakRate records per second at its peak
   * @param seconds its length
   * @param feasible whether {@code static-limit} keeps 99 % of the records within the SLO; null
   *     when it did not run
   * @param clairvoyant the bound of the mean agreement; null where the trace is not feasible
   * @param controllers who ran
   */
  public record TraceResult(
      String name,
      String rates,
      List<String> order,
      double peakRate,
      double seconds,
      @Nullable Boolean feasible,
      @Nullable Double clairvoyant,
      List<ControllerResult> controllers) {}

  /**
   * A controller on a trace; see {@link Score} for what is not said here.
   *
   * @param name its name
   * @param regret the bound less the effective agreement; null where the trace is not feasible
   * @param gapClosed share of the way from the effective agreement of {@code static-limit} to the
   *     bound; null where there is no way to go
   * @param records records sent
   * @param out records out when reading ended
   * @param complete whether everything was out when reading ended, or would not come any more
   * @param missing records lost; null where reading ended while more came out
   * @param duplicates predictions or dead letters beyond a record's first
   * @param outOfOrder predictions that came after a later record's of their key
   * @param failed whether the job has failed a record, as far as can be told
   * @param faults what was wrong with what came out, in words
   * @param generatorLateP99 milliseconds by which the generator handed records to its client late
   * @param generatorLate whether that is more than 50 ms, so that the load was not the trace's
   * @param capacityMoved whether its sitting began with full depth too far off {@code
   *     fullDepthCapacity}
   * @param pace how fast the machine usually was before the trace's first run, as a share of what
   *     it was when the capacities were measured; the load of all of its runs is scaled to it
   * @param paceBefore how fast it was just before this run
   * @param paceAfter how fast it was after it
   * @param paceMoved whether the mean of these two is too far from it, twice in a row
   * @param bindingConstraint what kept the depth where it was
   */
  public record ControllerResult(
      String name,
      @Nullable Double quality,
      @Nullable Double lateFraction,
      @Nullable Double effectiveAgreement,
      @Nullable Double effectiveAccuracy,
      @Nullable Double meanLayersFraction,
      @Nullable Double p50,
      @Nullable Double p99,
      @Nullable Double p999,
      @Nullable Double lagSlope,
      @Nullable Double recoverySeconds,
      @Nullable Double reversalsPerMinute,
      @Nullable Double regret,
      long seed,
      @Nullable Double accuracy,
      @Nullable Double depthPeakToPeak,
      @Nullable Double gapClosed,
      int records,
      int out,
      @Nullable Double disturbedLayersFraction,
      List<String> atLeast,
      boolean complete,
      @Nullable Integer missing,
      int duplicates,
      int outOfOrder,
      boolean failed,
      String faults,
      @Nullable Double generatorLateP99,
      @Nullable Double generatorLateMax,
      boolean generatorLate,
      int sitting,
      boolean capacityMoved,
      double pace,
      double paceBefore,
      double paceAfter,
      boolean paceMoved,
      String bindingConstraint) {}

  /**
   * A controller over the feasible traces.
   *
   * @param name its name
   * @param traces how many those are
   * @param held on how many of them it kept 99 % of the records within the SLO
   * @param gapClosed of the means: how far from that of {@code static-limit} to the bounds'
   * @param adaptiveLead mean effective agreement of {@code adaptive} less this one's; null of
   *     {@code adaptive} itself and where it did not run
   * @param adaptiveLeadLow lower end of that difference's 95 % interval over traces, see {@link
   *     Bootstrap}; null with fewer than two feasible traces, and where on one of them the two ran
   *     in different sittings
   * @param adaptiveLeadHigh upper end
   */
  public record Mean(
      String name,
      int traces,
      int held,
      @Nullable Double quality,
      @Nullable Double lateFraction,
      @Nullable Double effectiveAgreement,
      @Nullable Double effectiveAccuracy,
      @Nullable Double meanLayersFraction,
      @Nullable Double regret,
      @Nullable Double gapClosed,
      @Nullable Double adaptiveLead,
      @Nullable Double adaptiveLeadLow,
      @Nullable Double adaptiveLeadHigh) {}

  public BenchReport {
    sittings = List.copyOf(sittings);
    contenders = List.copyOf(contenders);
    traces = List.copyOf(traces);
    means = List.copyOf(means);
    otherSlos = List.copyOf(otherSlos);
  }

  /** Whether the job failed a record in any cell, as far as can be told. */
  public boolean failed() {
    return slos().stream()
        .flatMap(slo -> slo.traces().stream())
        .flatMap(trace -> trace.controllers().stream())
        .anyMatch(ControllerResult::failed);
  }

  /** All SLOs with what was found under each, the first one first. */
  @JsonIgnore
  List<OtherSlo> slos() {
    List<OtherSlo> all = new ArrayList<>(List.of(new OtherSlo(sloMs, traces, means)));
    all.addAll(otherSlos);
    return all;
  }

  /** Writes the report as JSON. */
  public void write(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.writeString(
        file,
        new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(this)
            + "\n");
  }
}
