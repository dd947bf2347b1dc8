package dev.thermocline.flink.config;

import static dev.thermocline.flink.config.OptionsValidatorTest.check;
import static dev.thermocline.flink.config.OptionsValidatorTest.wellFormed;
import static dev.thermocline.flink.config.OptionsValidatorTest.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContradictionsTest {

  @Test
  void thresholdsNeedTheWordThatNothingIsCertified() {
    assertThat(check(with("exit.thresholds", "0.8,0.7")))
        .singleElement()
        .extracting(OptionFault::mend)
        .asString()
        .contains("quality.uncertified=true");
    assertThat(check(with("exit.thresholds", "0.8,0.7", "quality.uncertified", "true"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0.8|0.9", "0.8,0.7|0.8,0.71", "0.8,0.7,0.6|0.5,0.4", "0.8,0.5|0.6"})
  void floorLiesNowhereAboveTheThresholds(String thresholds, String floor) {
    Configuration options =
        with(
            "exit.thresholds", thresholds,
            "exit.thresholds.floor", floor,
            "quality.uncertified", "true");

    assertThat(check(options))
        .singleElement()
        .extracting(OptionFault::key)
        .isEqualTo("exit.thresholds.floor");
  }

  @Test
  void floorWithoutThresholdsIsRefused() {
    assertThat(check(with("exit.thresholds.floor", "0.5")))
        .singleElement()
        .extracting(OptionFault::mend)
        .asString()
        .contains("exit.thresholds");
  }

  @Test
  void inFlightHoldsABatchPerKnownExit() {
    assertThat(check(with("inflight.max", "7"))).hasSize(1);
    assertThat(check(with("inflight.max", "8"))).isEmpty();
    Configuration threeExits =
        with("inflight.max", "23", "exit.thresholds", "0.8,0.8,0.8", "quality.uncertified", "true");
    assertThat(check(threeExits))
        .singleElement()
        .extracting(OptionFault::allowed)
        .asString()
        .contains("24");
  }

  @Test
  void refusesATickLongerThanTheSlo() {
    assertThat(check(with("control.slo", "200 ms", "control.tick", "300 ms")))
        .singleElement()
        .returns("control.tick", OptionFault::key)
        .returns("at most control.slo = 200 ms", OptionFault::allowed);
  }

  @Test
  void refusesARungWhileControlIsOff() {
    assertThat(check(with("control.mode", "off", "control.static-rung", "3")))
        .singleElement()
        .extracting(OptionFault::key)
        .isEqualTo("control.static-rung");
  }

  @ParameterizedTest
  @CsvSource({
    "output.topic, in, output.topic",
    "dead-letter.topic, in, dead-letter.topic",
    "dead-letter.topic, out, dead-letter.topic",
    "control.topic, in, control.topic",
    "control.topic, out, control.topic",
    "control.topic, dead, control.topic"
  })
  void refusesOneTopicForTwoThings(String key, String topic, String atFault) {
    assertThat(check(with(key, topic)))
        .singleElement()
        .extracting(OptionFault::key)
        .isEqualTo(atFault);
  }

  @Test
  void atLeastOnceNeedsNoPrefixButCheckpoints() {
    Map<String, String> options = wellFormed();
    options.put("delivery.guarantee", "at-least-once");
    options.remove("delivery.transactional-id-prefix");
    assertThat(check(Configuration.fromMap(options))).isEmpty();

    options.remove("execution.checkpointing.interval");

    assertThat(check(Configuration.fromMap(options)))
        .singleElement()
        .extracting(OptionFault::key)
        .isEqualTo("execution.checkpointing.interval");
  }

  @Test
  void anIntervalThatFlinkWouldRefuseIsAFault() {
    String key = "execution.checkpointing.interval";

    assertThat(check(with(key, "5")))
        .singleElement()
        .asString()
        .startsWith(key + " is '5'; allowed: a duration from 10 ms to 365 d, such as 10 s");
    assertThat(check(with(key, "10 ms"))).isEmpty();
  }

  @Test
  void transactionOutlivesCheckpointIntervalAndTimeout() {
    Configuration options =
        with(
            "kafka.transaction.timeout.ms", "60000",
            "execution.checkpointing.interval", "10 s",
            "execution.checkpointing.timeout", "50 s");

    assertThat(check(options))
        .singleElement()
        .extracting(OptionFault::allowed)
        .asString()
        .startsWith("more than 60000");
    options.setString("kafka.transaction.timeout.ms", "60001");
    assertThat(check(options)).isEmpty();
  }

  @Test
  void exactlyOnceRefusesAtLeastOnceCheckpoints() {
    Configuration options = with("execution.checkpointing.mode", "AT_LEAST_ONCE");

    assertThat(check(options))
        .singleElement()
        .extracting(OptionFault::key)
        .isEqualTo("execution.checkpointing.mode");
  }

  @Test
  void maxParallelismStaysFixed() {
    assertThat(check(with("pipeline.max-parallelism", "64"))).hasSize(1);
    assertThat(check(with("pipeline.max-parallelism", "128"))).isEmpty();
  }
}
