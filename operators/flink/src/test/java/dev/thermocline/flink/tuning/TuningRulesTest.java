package dev.thermocline.flink.tuning;

import static dev.thermocline.flink.tuning.Commands.job;
import static dev.thermocline.flink.tuning.Commands.key;
import static dev.thermocline.flink.tuning.Commands.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TuningRulesTest {
  /** Rung 2 exceeds a limit of 0.05, and rung 3 behind it no longer does. */
  private static final List<Double> LOSSES = List.of(0.01, 0.04, 0.06, 0.05, 0.2);

  private final TuningRules rules = new TuningRules(settings(), LOSSES);

  @ParameterizedTest
  @CsvSource({
    "max-loss, 0.01",
    "max-loss, 1",
    "max-loss, default",
    "slo, 100 ms",
    "slo, 2s",
    "slo, 365 d",
    "slo, default",
    "mode, off",
    "mode, static",
    "mode, default",
    "pin, 0",
    "pin, 1",
    "pin, none",
    "pin, default"
  })
  void takesWhatTheJobAllows(String setting, String value) {
    assertThatCode(() -> rules.check(job(setting, value, 1), Tuning.NONE))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "max-loss|1.5|max-loss is '1.5'; allowed: a number from 0 to 1, or default; give an allowed",
        "max-loss|NaN|max-loss is 'NaN'; allowed: a number from 0 to 1",
        "max-loss|low|max-loss is 'low'; allowed: a number from 0 to 1",
        "max-loss|0.009|max-loss is '0.009'; allowed: a number from 0.01, the loss of rung 0, to 1",
        "slo|0 ms|slo is '0 ms'; allowed: a duration from 1 ms to 365 d, such as 500 ms, or",
        "slo|9223372036854775807 s|slo is '9223372036854775807 s'; allowed: a duration from 1 ms",
        "slo|99 ms|slo is '99 ms'; allowed: a duration from control.tick = 100 ms; give a longer",
        "mode|fast|mode is 'fast'; allowed: [",
        "pin|-1|pin is '-1'; allowed: a rung of the ladder, from 0, or none, or default",
        "pin|5|pin is '5'; allowed: a rung of the ladder, 0 to 4, none, or default; choose",
        "pin|2|pin is '2'; allowed: 0 to 1, the rungs within max-loss = 0.05; choose one of these,",
        "pin|3|pin is '3'; allowed: 0 to 1, the rungs within max-loss = 0.05",
        "audit-rate|0.1|audit-rate is '0.1'; allowed: nothing; it cannot be tuned yet",
        "bundle|b2|bundle is 'b2'; allowed: nothing; it cannot be tuned yet",
        "max-los|0.1|setting is 'max-los'; allowed: [max-loss, slo, mode, pin]; nearest is max-loss"
      })
  void namesSettingValueWhatIsAllowedAndTheMend(String setting, String value, String message) {
    assertThatThrownBy(() -> rules.check(job(setting, value, 1), Tuning.NONE))
        .isInstanceOf(RefusedCommandException.class)
        .hasMessageStartingWith(message)
        .message()
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource({"slo, 99 ms", "max-loss, 0.009", "max-loss, 2", "pin, 5", "modus, off"})
  void refusesAloneWhatNoOtherCommandCouldMend(String setting, String value) {
    assertThatThrownBy(() -> rules.checkAlone(job(setting, value, 1)))
        .isInstanceOf(RefusedCommandException.class);
  }

  @ParameterizedTest
  @CsvSource({"slo, 100 ms", "max-loss, 0.01", "pin, 4", "mode, static", "max-loss, default"})
  void passesAloneWhatOtherCommandsMayHaveMadeRoomFor(String setting, String value) {
    TuningRules full =
        new TuningRules(settings("control.mode", "off", "quality.max-loss", "0.001"), LOSSES);

    assertThatCode(() -> full.checkAlone(job(setting, value, 1))).doesNotThrowAnyException();
  }

  @Test
  void onlyLimitAndPinAreAKeysOwn() {
    assertThatCode(() -> rules.check(key("a", "max-loss", "0.3", 1), Tuning.NONE))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> rules.check(key("a", "slo", "1 s", 1), Tuning.NONE))
        .hasMessage(
            "slo of key 'a' is '1 s'; allowed: scope job; it holds for the whole job: leave the key"
                + " out");
    assertThatThrownBy(() -> rules.check(key("a", "mode", "off", 1), Tuning.NONE))
        .hasMessageContaining("scope job");
  }

  @Test
  void scopeAndKeyGoTogether() {
    TuningCommand noKey = new TuningCommand("1", "pin", "0", TuningScope.KEY, null, "ada", 1);
    TuningCommand keyOfJob = new TuningCommand("1", "pin", "0", TuningScope.JOB, "a", "ada", 1);

    assertThatThrownBy(() -> rules.check(noKey, Tuning.NONE)).hasMessageContaining("a key with");
    assertThatThrownBy(() -> rules.check(keyOfJob, Tuning.NONE))
        .hasMessageContaining("no key with scope job");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void aCommandNeedsAName(String id) {
    TuningCommand nameless = new TuningCommand(id, "pin", "0", TuningScope.JOB, null, "ada", 1);

    assertThatThrownBy(() -> TuningRules.checkWritten(nameless)).hasMessageStartingWith("id is '");
  }

  @Test
  void aRefusalIsOneLineWhateverTheCommandSays() {
    assertThatThrownBy(() -> rules.check(key("a\nb", "slo", "1\n s", 1), Tuning.NONE))
        .message()
        .hasLineCount(1)
        .startsWith("slo of key 'a\\u000ab' is '1\\u000a s'; allowed: scope job");
  }

  @Test
  void aPinIsHeldToTheLimitInForceForWhomItPins() throws Exception {
    Tuning tuned =
        Tuning.NONE.apply(job("max-loss", "0.06", 1)).apply(key("strict", "max-loss", "0.01", 2));

    rules.check(job("pin", "3", 3), tuned);
    rules.check(key("any", "pin", "3", 3), tuned);
    assertThatThrownBy(() -> rules.check(key("strict", "pin", "1", 3), tuned))
        .hasMessageContaining("allowed: 0 to 0, the rungs within max-loss = 0.01");
    assertThatThrownBy(() -> rules.check(job("pin", "4", 3), tuned))
        .hasMessageContaining("0 to 3, the rungs within max-loss = 0.06");
  }

  @Test
  void aLimitMayFallBelowAPinWhichItThenHolds() {
    Tuning pinned = Tuning.NONE.apply(job("pin", "1", 1));

    assertThatCode(() -> rules.check(job("max-loss", "0.01", 2), pinned))
        .doesNotThrowAnyException();
  }

  @Test
  void nothingIsPinnedAtFullDepth() {
    Tuning off = Tuning.NONE.apply(job("mode", "off", 1));

    assertThatThrownBy(() -> rules.check(job("pin", "1", 2), off))
        .hasMessageContaining("nothing while mode is off");
    assertThatCode(() -> rules.check(job("pin", "none", 2), off)).doesNotThrowAnyException();
  }

  @Test
  void aJobAtFullDepthMayLackALimitItsBundleKeepsUntilItLeavesFullDepth() throws Exception {
    TuningRules full =
        new TuningRules(settings("control.mode", "off", "quality.max-loss", "0.001"), LOSSES);

    assertThatThrownBy(() -> full.check(job("mode", "static", 1), Tuning.NONE))
        .hasMessage(
            "mode is 'static'; allowed: only off while max-loss is 0.001; any other needs a number"
                + " from 0.01, the loss of rung 0, to 1; tune max-loss first");
    Tuning limited = Tuning.NONE.apply(job("max-loss", "0.01", 1));
    full.check(job("mode", "static", 2), limited);
    Tuning running = limited.apply(job("mode", "static", 2));
    assertThatThrownBy(() -> full.check(job("max-loss", "default", 3), running))
        .hasMessageContaining("a number from 0.01");
    full.check(job("max-loss", "default", 3), limited);
  }

  @Test
  void givenThresholdsHaveRungsAndNoLoss() {
    TuningRules given = new TuningRules(settings("exit.thresholds", "0.9"), List.of(0.0, 0.0, 0.0));

    assertThatCode(() -> given.check(job("pin", "2", 1), Tuning.NONE)).doesNotThrowAnyException();
    assertThatThrownBy(() -> given.check(job("max-loss", "0.5", 1), Tuning.NONE))
        .hasMessageContaining("nothing while exit.thresholds are given");
  }

  @Test
  void keysWithSettingsOfTheirOwnAreCounted() throws Exception {
    Tuning full =
        Tuning.of(
            5_000,
            IntStream.range(0, TuningRules.MOST_KEYS)
                .mapToObj(i -> key("k" + i, "pin", "0", i))
                .toList());

    assertThatThrownBy(() -> rules.check(key("one more", "pin", "0", 5_001), full))
        .hasMessageContaining("at most 1000 keys");
    rules.check(key("k1", "max-loss", "0.02", 5_001), full);
    rules.check(key("k1", "pin", "none", 5_001), full);
  }

  @Test
  void anotherBundleKeepsWhatItAllowsAndForgetsTheRest() {
    Tuning restored =
        Tuning.NONE
            .apply(job("pin", "4", 1))
            .apply(key("a", "pin", "1", 2))
            .apply(job("slo", "1 s", 3))
            .apply(job("max-loss", "0.02", 4))
            .apply(key("a", "max-loss", "0.5", 5));

    Tuning kept = new TuningRules(settings(), List.of(0.03, 0.04)).kept(restored);

    assertThat(kept.commands())
        .containsExactly(
            key("a", "pin", "1", 2), job("slo", "1 s", 3), key("a", "max-loss", "0.5", 5));
    assertThat(kept.offset()).isEqualTo(5);
  }

  @Test
  void theSameBundleKeepsEverything() {
    Tuning restored =
        Tuning.NONE
            .apply(job("pin", "1", 2))
            .apply(job("max-loss", "0.01", 3))
            .apply(job("mode", "off", 4));

    assertThat(rules.kept(restored)).isEqualTo(restored);
  }
}
