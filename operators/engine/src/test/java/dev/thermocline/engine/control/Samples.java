package dev.thermocline.engine.control;

/** Samples of a calm engine, with single fields changed. */
final class Samples {
  static final LoadSample CALM = new LoadSample(0.1, 0, 0, 0, 1, 0.1, 0, 0, 0, 0, Double.NaN);

  private static final int SECONDS = 0;
  private static final int AGE = 1;
  private static final int OFFERED = 2;
  private static final int THROUGHPUT = 3;
  private static final int SCALE = 4;
  private static final int BLOCKED = 6;
  private static final int CAUSED = 7;
  private static final int DEVICE = 9;
  private static final int SINK = 10;

  private Samples() {}

  static LoadSample rate(double rate) {
    return with(CALM, 0, rate, rate);
  }

  static LoadSample with(LoadSample base, double age, double offered, double throughput) {
    return set(set(set(base, AGE, age), OFFERED, offered), THROUGHPUT, throughput);
  }

  static LoadSample scale(LoadSample base, double costScale) {
    return set(base, SCALE, costScale);
  }

  static LoadSample shares(LoadSample base, double blocked, double caused) {
    return set(set(base, BLOCKED, blocked), CAUSED, caused);
  }

  static LoadSample seconds(LoadSample base, double seconds) {
    return set(base, SECONDS, seconds);
  }

  static LoadSample device(LoadSample base, double deviceLogCost) {
    return set(base, DEVICE, deviceLogCost);
  }

  static LoadSample sinkRate(LoadSample base, double sinkRate) {
    return set(base, SINK, sinkRate);
  }

  private static LoadSample set(LoadSample base, int field, double value) {
    double[] fields = {
      base.seconds(),
      base.ageSeconds(),
      base.offeredRate(),
      base.throughput(),
      base.costScale(),
      base.residenceSeconds(),
      base.blockedShare(),
      base.causedShare(),
      base.utilization(),
      base.deviceLogCost(),
      base.sinkRate()
    };
    fields[field] = value;
    return of(fields);
  }

  /** A sample of all its fields, in their order. */
  static LoadSample of(double... x) {
    return new LoadSample(x[0], x[1], x[2], x[3], x[4], x[5], x[6], x[7], x[8], x[9], x[10]);
  }
}
