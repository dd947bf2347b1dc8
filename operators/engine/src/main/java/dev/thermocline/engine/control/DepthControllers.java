package dev.thermocline.engine.control;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Map;

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

  /** The constants that a mode's controller works with, by name; empty where it has none. */
  public static Map<String, Double> parameters(ControlMode mode) {
    return switch (mode) {
      case ADAPTIVE -> byName(LawParameters.DEFAULTS);
      case STATIC, OFF -> Map.of();
      case AIMD_DELAY -> byName(AimdDelayController.Parameters.DEFAULTS);
      case AIMD_BUSY -> byName(AimdBusyController.Parameters.DEFAULTS);
      case PI_AGE -> byName(PiAgeController.Parameters.DEFAULTS);
    };
  }

  private static Map<String, Double> byName(Record constants) {
    Map<String, Double> values = new LinkedHashMap<>();
    for (RecordComponent component : constants.getClass().getRecordComponents()) {
      try {
        values.put(component.getName(), (Double) component.getAccessor().invoke(constants));
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + component + " of " + constants, e);
      }
    }
    return values;
  }
}
