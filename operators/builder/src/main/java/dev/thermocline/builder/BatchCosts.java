package dev.thermocline.builder;

import dev.thermocline.builder.EvaluationReport.BatchCost;
import dev.thermocline.engine.cascade.CascadeEngine;
import dev.thermocline.engine.cascade.CascadeSettings;
import dev.thermocline.engine.stage.Row;
import java.util.ArrayList;
import java.util.List;

/**
 * Seconds a record costs at a rung by micro-batch size: Σ over stages of reach × Σ over length
 * buckets of their share of the records × measured seconds of a run ÷ rows in it.
 */
final class BatchCosts {
  private final CascadeEngine engine;
  private final double[] bucketShares;

  /** Costs on this machine for records of these lengths. */
  BatchCosts(CascadeEngine engine, List<Row> rows) {
    this.engine = engine;
    CascadeSettings settings = engine.settings();
    this.bucketShares = new double[settings.lengthBuckets().size()];
    for (Row row : rows) {
      bucketShares[settings.bucket(row.length())] += 1.0 / rows.size();
    }
  }

  /**
   * Costs of one rung, batch sizes doubling from 1 to the largest in use.
   *
   * @param reach fraction of records that run each stage
   */
  List<BatchCost> of(List<Double> reach) {
    List<BatchCost> costs = new ArrayList<>();
    int largest = engine.settings().maxSize();
    for (int batch = 1; batch < largest; batch *= 2) {
      costs.add(new BatchCost(batch, secondsPerRecord(reach, batch)));
    }
    costs.add(new BatchCost(largest, secondsPerRecord(reach, largest)));
    return costs;
  }

  private double secondsPerRecord(List<Double> reach, int batch) {
    double seconds = 0;
    for (int stage = 1; stage <= reach.size(); stage++) {
      for (int bucket = 0; bucket < bucketShares.length; bucket++) {
        seconds +=
            reach.get(stage - 1)
                * bucketShares[bucket]
                * engine.costs().seconds(stage, batch, bucket)
                / batch;
      }
    }
    return seconds;
  }
}
