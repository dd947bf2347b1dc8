package dev.thermocline.flink.tuning;

import static dev.thermocline.flink.tuning.Commands.job;
import static dev.thermocline.flink.tuning.Commands.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.engine.control.ControlMode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TuningTest {

  @Test
  void nothingIsInForceBeforeACommand() {
    assertThat(Tuning.NONE.maxLoss()).isEmpty();
    assertThat(Tuning.NONE.slo()).isEmpty();
    assertThat(Tuning.NONE.mode()).isEmpty();
    assertThat(Tuning.NONE.pin()).isEmpty();
    assertThat(Tuning.NONE.ofKey("k")).isEqualTo(KeyTuning.NONE);
    assertThat(Tuning.NONE.offset()).isEqualTo(-1);
    assertThat(Tuning.NONE).hasToString("the job's options");
  }

  @Test
  void everySettingIsReadAsItsOptionIs() {
    Tuning tuning =
        Tuning.NONE
            .apply(job("max-loss", "0.01", 3))
            .apply(job("slo", "1 s", 4))
            .apply(job("mode", "off", 5))
            .apply(job("pin", "7", 9));

    assertThat(tuning.maxLoss()).hasValue(0.01);
    assertThat(tuning.slo()).contains(Duration.ofSeconds(1));
    assertThat(tuning.mode()).contains(ControlMode.OFF);
    assertThat(tuning.pin()).hasValue(7);
    assertThat(tuning.offset()).isEqualTo(9);
    assertThat(tuning).hasToString("max-loss=0.01, slo=1000 ms, mode=off, pin=7");
  }

  @Test
  void theLastCommandHolds() {
    Tuning tuning = Tuning.NONE.apply(job("pin", "7", 1)).apply(job("pin", "2", 2));

    assertThat(tuning.pin()).hasValue(2);
    assertThat(tuning.commands()).containsExactly(job("pin", "2", 2));
  }

  @Test
  void aKeyHasItsOwnLimitAndPinAndOthersHaveNone() {
    Tuning tuning =
        Tuning.NONE
            .apply(key("a", "max-loss", "0.02", 1))
            .apply(key("a", "pin", "3", 2))
            .apply(key("b", "pin", "0", 3));

    assertThat(tuning.ofKey("a")).isEqualTo(new KeyTuning(0.02, 3));
    assertThat(tuning.ofKey("b")).isEqualTo(new KeyTuning(Double.NaN, 0));
    assertThat(tuning.ofKey("c")).isEqualTo(KeyTuning.NONE);
    assertThat(tuning.keys()).isEqualTo(2);
    assertThat(tuning.maxLoss()).isEmpty();
    assertThat(tuning.pin()).isEmpty();
  }

  @Test
  void defaultAndNoneGiveASettingBack() {
    Tuning tuned =
        Tuning.NONE
            .apply(job("max-loss", "0.01", 1))
            .apply(job("pin", "1", 2))
            .apply(key("a", "pin", "1", 3));

    Tuning back =
        tuned
            .apply(job("max-loss", "default", 4))
            .apply(job("pin", "none", 5))
            .apply(key("a", "pin", "default", 6));

    assertThat(back.commands()).isEmpty();
    assertThat(back.keys()).isZero();
    assertThat(back.offset()).isEqualTo(6);
    assertThat(tuned.pin()).as("an earlier value does not change").hasValue(1);
  }

  @Test
  void isMadeAgainOfItsCommands() {
    Tuning tuning =
        Tuning.NONE
            .apply(job("slo", "2 s", 1))
            .apply(key("a", "max-loss", "0.02", 2))
            .apply(job("pin", "4", 3))
            .apply(job("pin", "none", 8));

    Tuning again = Tuning.of(tuning.offset(), tuning.commands());

    assertThat(again).isEqualTo(tuning).hasSameHashCodeAs(tuning);
    assertThat(again.slo()).contains(Duration.ofSeconds(2));
    assertThat(again.ofKey("a").maxLoss()).isEqualTo(0.02);
  }

  @Test
  void whatNoRuleAllowsDoesNotBecomeASetting() {
    assertThatThrownBy(() -> Tuning.NONE.apply(job("pin", "many", 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("many");
  }
}
