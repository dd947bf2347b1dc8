package dev.thermocline.builder;

import java.util.List;

/**
 * What a bundle does on a set of records. NaN where nothing was measured; JSON writes it as null.
 *
 * @param bundleId id of the bundle
 * @param n records
 * @param fullDepthAccuracy accuracy of the last exit
 * @param fullDepthThroughput records per second at full depth, of all lanes together
 * @param throughputRecords records each throughput was measured on
 * @param lanes cascades that ran side by side
 * @param inFlight records in flight per lane
 * @param lingerMs how long a record waited for its micro-batch to fill
 * @param exits one entry per exit
 * @param rungs one entry per rung
 */
public record EvaluationReport(
    String bundleId,
    int n,
    double fullDepthAccuracy,
    double fullDepthThroughput,
    int throughputRecords,
    int lanes,
    int inFlight,
    long lingerMs,
    List<ExitQuality> exits,
    List<RungQuality> rungs) {

  public EvaluationReport {
    exits = List.copyOf(exits);
    rungs = List.copyOf(rungs);
  }

  /**
   * All records answered by one exit.
   *
   * @param exit 1-based exit
   * @param layersFraction layers up to it over all layers
   * @param accuracy share of right answers
   */
  public record ExitQuality(int exit, double layersFraction, double accuracy) {}

  /**
   * All records under one rung.
   *
   * @param rung 0-based rung
   * @param thresholds one per exit
   * @param layersFraction layers run over layers at full depth
   * @param costFraction processor seconds of the lanes, measured, over full depth's for the same
   *     records
   * @param accuracy share of right answers
   * @param agreement share of answers equal to full depth's
   * @param certifiedRisk bound of the bundle's loss; NaN while uncertified
   * @param throughput records per second of all lanes together
   * @param nearbyFullDepthThroughput records per second of full depth run just before and after
   * @param meanLastStageBatch mean micro-batch of the last stage
   * @param stageBatch mean micro-batch per stage
   * @param batchCosts measured seconds per record and lane by micro-batch size
   */
  public record RungQuality(
      int rung,
      List<Double> thresholds,
      double layersFraction,
      double costFraction,
      double accuracy,
      double agreement,
      double certifiedRisk,
      double throughput,
      double nearbyFullDepthThroughput,
      double meanLastStageBatch,
      List<Double> stageBatch,
      List<BatchCost> batchCosts) {

    public RungQuality {
      thresholds = List.copyOf(thresholds);
      stageBatch = List.copyOf(stageBatch);
      batchCosts = List.copyOf(batchCosts);
    }
  }

  /**
   * What a record costs when every stage runs micro-batches of one size.
   *
   * @param batch rows in a micro-batch
   * @param secondsPerRecord seconds of one lane, from the warm-up's runs on this machine
   */
  public record BatchCost(int batch, double secondsPerRecord) {}
}
