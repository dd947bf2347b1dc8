package dev.thermocline.engine.control;

/** Makes the controller of a mode. */
public final class DepthControllers {
  private DepthControllers() {}

  /** The controller that settings ask for; full depth of {@link ControlMode#OFF} is rung 0 here. */
  public static DepthController of(ControlSettings settings) {
    return switch (settings.mode()) {
      case ADAPTIVE ->
          new AdaptiveController(LawParameters.DEFAULTS, settings.signal(), settings.catchUp());
      case STATIC ->
          settings.staticRung() < 0
              ? new FixedController(Integer.MAX_VALUE, BindingConstraint.LIMIT)
              : new FixedController(settings.staticRung(), BindingConstraint.PIN);
      case OFF -> new FixedController(0, BindingConstraint.BEST);
      case AIMD_DELAY, AIMD_BUSY, PI_AGE ->
          throw new IllegalArgumentException(
              "control.mode is '" + settings.mode() + "'; allowed: adaptive, static, off");
    };
  }
}
