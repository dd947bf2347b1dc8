package dev.thermocline.engine.control;

/** Samples of a calm engine, with single fields changed. */
final class Samples {
  static final LoadSample CALM = new LoadSample(0.1, 0, 0, 0, 1, 0.1, 0, 0, 0, 0, Double.NaN);

  private Samples() {}

  static LoadSample rate(double rate) {
    return with(CALM, 0, rate, rate);
  }

  static LoadSample with(LoadSample base, double age, double offered, double throughput) {
    return new LoadSample(
        base.seconds(),
        age,
        offered,
        throughput,
        base.costScale(),
        base.residenceSeconds(),
        base.blockedShare(),
        base.causedShare(),
        base.utilization(),
        base.deviceLogCost(),
        base.sinkRate());
  }

  static LoadSample scale(LoadSample base, double costScale) {
    return new LoadSample(
        base.seconds(),
        base.ageSeconds(),
        base.offeredRate(),
        base.throughput(),
        costScale,
        base.residenceSeconds(),
        base.blockedShare(),
        base.causedShare(),
        base.utilization(),
        base.deviceLogCost(),
        base.sinkRate());
  }

  static LoadSample shares(LoadSample base, double blocked, double caused) {
    return new LoadSample(
        base.seconds(),
        base.ageSeconds(),
        base.offeredRate(),
        base.throughput(),
        base.costScale(),
        base.residenceSeconds(),
        blocked,
        caused,
        base.utilization(),
        base.deviceLogCost(),
        base.sinkRate());
  }

  static LoadSample seconds(LoadSample base, double seconds) {
    return new LoadSample(
        seconds,
        base.ageSeconds(),
        base.offeredRate(),
        base.throughput(),
        base.costScale(),
        base.residenceSeconds(),
        base.blockedShare(),
        base.causedShare(),
        base.utilization(),
        base.deviceLogCost(),
        base.sinkRate());
  }

  static LoadSample device(LoadSample base, double deviceLogCost) {
    return new LoadSample(
        base.seconds(),
        base.ageSeconds(),
        base.offeredRate(),
        base.throughput(),
        base.costScale(),
        base.residenceSeconds(),
        base.blockedShare(),
        base.causedShare(),
        base.utilization(),
        deviceLogCost,
        base.sinkRate());
  }

  static LoadSample sinkRate(LoadSample base, double sinkRate) {
    return new LoadSample(
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
        sinkRate);
  }
}
