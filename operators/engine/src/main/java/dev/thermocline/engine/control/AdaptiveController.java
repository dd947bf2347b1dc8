package dev.thermocline.engine.control;

/**
 * Feed-forward from the offered rate and feedback on the records' age, both in log cost.
 *
 * <pre>
 * e     = deadzone(A − A_ref, ±0.5·A_ref)      A_ref = 0.23·(SLO − 2·residence)
 * G     = clip(1/U + e/T_c, G_min, G_max)      T_c = 0.6·SLO
 * y_raw = −ln(λ̂·ρ·c₀·G) + I
 * y     = clip(min(max(y_raw, y_sink), y_prev + up·Δt, y_device + 0.5), ln(c_limit/c₀), ln(c_best/c₀))
 * I    ← clip(I + K_i·Δt·clip(−e, −2·A_ref, A_ref), −0.5, 0.3)
 * </pre>
 *
 * <p>What the SLO leaves is shared between waiting and a reserve of two residences: at the limit
 * nothing can be done about a burst or a pause any more, and the queues they leave scale with the
 * time of batches, not with the SLO.
 *
 * <p>The age of records obeys dA/dt = 1 − 1/(λ·c·ρ), in log cost a unit-gain integrator whatever
 * load, batch or hardware, so that no gain depends on them. The integral takes effect in the tick
 * after the one that moved it.
 *
 * <p>Where timestamps cannot be used, throughput stands in for λ̂ and the share of the tick in
 * which admission waited for the engine for the error: below saturation throughput is the offered
 * rate, at saturation it is 1/(c·ρ), so that every further moment divides the cost by G.
 *
 * <p>With {@link CatchUp#HOLD} records that arrived before the controller began, more than one SLO
 * older than it, are read at best quality.
 */
final class AdaptiveController implements DepthController {
  private static final double LARGE = 1e9;
  private static final double MIN_AGE_SHARE_OF_SLO = 0.02;
  private static final double GAIN_PER_CAUSED_SHARE = 6;
  private static final double INTEGRAL_MIN = -0.5;
  private static final double INTEGRAL_MAX = 0.3;
  private static final double INTEGRAL_DECAY_SECONDS = 10;
  private static final double FREEZE_AGE_FACTOR = 20;
  private static final double STALL_SECONDS = 0.5;
  private static final double DEVICE_MARGIN = 0.5;

  private final LawParameters law;
  private final ControlSignal signal;
  private final CatchUp catchUp;
  private final SinkGate sink = new SinkGate();
  private double integral;
  private double previous = Double.NaN;
  private double seconds;

  AdaptiveController(LawParameters law, ControlSignal signal, CatchUp catchUp) {
    this.law = law;
    this.signal = signal;
    this.catchUp = catchUp;
  }

  @Override
  public DepthDecision decide(LoadSample sample, RungCosts costs, ControlTarget target) {
    double tick = Bounds.within(sample.seconds(), 0, LARGE, 0);
    seconds += tick;
    sink.observe(tick, sample);
    boolean blind = blind(sample);
    double wantedAge = wantedAge(sample, target);
    double age = Bounds.within(sample.ageSeconds(), 0, LARGE, wantedAge);
    double correctionSeconds = law.correctionShare() * target.sloSeconds();
    double error =
        blind
            ? GAIN_PER_CAUSED_SHARE
                * correctionSeconds
                * Bounds.within(sample.causedShare(), 0, 1, 0)
            : Bounds.deadZone(age - wantedAge, law.deadZone() * wantedAge);
    double gain =
        Bounds.within(
            1 / law.utilization() + error / correctionSeconds, law.minGain(), law.maxGain(), 1);
    double fullDepth = Bounds.within(sample.costScale(), 0.2, 5, 1) * costs.fullDepthSeconds();
    double pressure = offeredRate(sample, blind) * fullDepth * gain;

    boolean history = catchUp == CatchUp.HOLD && !blind && age > seconds + target.sloSeconds();
    DepthDecision decision =
        new Choice(
                history ? Double.POSITIVE_INFINITY : integral - Math.log(pressure),
                error > 0 ? BindingConstraint.AGE : BindingConstraint.RATE)
            .atLeast(Math.min(sink.logCost(fullDepth), costs.logCost(0)), BindingConstraint.SINK)
            .atMost(
                previous + law.upPerSecond() * Math.min(tick, STALL_SECONDS),
                BindingConstraint.SLEW)
            .atMost(sample.deviceLogCost() + DEVICE_MARGIN, BindingConstraint.COHERENCE)
            .decide(costs, target, pressure);

    boolean frozen =
        blind
            || history
            || sink.closed()
            || tick > STALL_SECONDS
            || age > FREEZE_AGE_FACTOR * wantedAge;
    integrate(decision.constraint(), frozen, tick, error, wantedAge, correctionSeconds);
    previous = decision.logCost();
    return decision;
  }

  private boolean blind(LoadSample sample) {
    return signal == ControlSignal.BACKPRESSURE
        || (signal == ControlSignal.AUTO
            && (Double.isNaN(sample.ageSeconds()) || Double.isNaN(sample.offeredRate())));
  }

  private double offeredRate(LoadSample sample, boolean blind) {
    return blind
        ? sink.throughput()
        : Bounds.within(sample.offeredRate(), 0, LARGE, sink.throughput());
  }

  private double wantedAge(LoadSample sample, ControlTarget target) {
    double slo = target.sloSeconds();
    double residence = Bounds.within(sample.residenceSeconds(), 0, slo, 0);
    return Math.max(law.ageShare() * (slo - law.reserve() * residence), MIN_AGE_SHARE_OF_SLO * slo);
  }

  private void integrate(
      BindingConstraint constraint,
      boolean frozen,
      double tick,
      double error,
      double wantedAge,
      double correctionSeconds) {
    if (constraint == BindingConstraint.BEST) {
      integral *= Math.exp(-tick / INTEGRAL_DECAY_SECONDS);
    } else if (!frozen) {
      double gain = law.integralGain() / (correctionSeconds * correctionSeconds);
      // At the limit it only rises: young records there mean that the rate is overestimated.
      double least = constraint == BindingConstraint.LIMIT ? 0 : -2 * wantedAge;
      double step = Bounds.within(-error, least, wantedAge, 0);
      integral = Bounds.within(integral + gain * tick * step, INTEGRAL_MIN, INTEGRAL_MAX, 0);
    }
  }

  @Override
  public ControllerState state() {
    return sink.stateWith(integral, previous);
  }

  @Override
  public void restore(ControllerState state) {
    if (state.mode() != ControlMode.ADAPTIVE) {
      return;
    }
    integral = Bounds.within(state.integral(), INTEGRAL_MIN, INTEGRAL_MAX, 0);
    previous = Math.min(0, state.logCost());
    sink.restore(state);
  }
}
