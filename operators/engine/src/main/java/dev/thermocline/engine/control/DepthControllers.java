package dev.thermocline.engine.control;

/** Makes the controller of a mode. */
public final class DepthControllers {
  private DepthControllers() {}

  /** The controller that settings ask for; full depth of {@link ControlMode#OFF} is rung 0 here. */
  public static DepthController of(ControlSettings settings) {
    return switch (settings.mode()) {
      case ADAPTIVE ->
          new AdaptiveController(LawParameters.DEFAULTS, settings.signal(), settings.catchUp());
      case STATIC -> new FixedController(settings.staticRung());
      case OFF -> new FixedController(0);
      case AIMD_DELAY -> new AimdDelayController(AimdDelayController.Parameters.DEFAULTS);
      case AIMD_BUSY -> new AimdBusyController(AimdBusyController.Parameters.DEFAULTS);
      case PI_AGE -> new PiAgeController(PiAgeController.Parameters.DEFAULTS);
    };
  }
}
