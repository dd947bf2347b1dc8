package dev.thermocline.flink.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsValidatorTest {

  private static final Configuration EMPTY = new Configuration();

  static Map<String, String> wellFormed() {
    Map<String, String> options = new HashMap<>();
    options.put("bundle.path", "bundle");
    options.put("kafka.bootstrap.servers", "localhost:9092");
    options.put("input.topic", "in");
    options.put("input.group-id", "group");
    options.put("output.topic", "out");
    options.put("dead-letter.topic", "dead");
    options.put("delivery.transactional-id-prefix", "job");
    options.put("execution.checkpointing.interval", "1 s");
    return options;
  }

  static Configuration with(String... keysAndValues) {
    Map<String, String> options = wellFormed();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      options.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return Configuration.fromMap(options);
  }

  private static Configuration without(String key) {
    Map<String, String> options = wellFormed();
    options.remove(key);
    return Configuration.fromMap(options);
  }

  static List<OptionFault> check(Configuration options) {
    return OptionsValidator.check(options, EMPTY);
  }

  @Test
  void acceptsTheLeastAJobNeeds() {
    assertThat(check(Configuration.fromMap(wellFormed()))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "bundle.path",
    "kafka.bootstrap.servers",
    "input.topic",
    "input.group-id",
    "output.topic",
    "dead-letter.topic",
    "delivery.transactional-id-prefix",
    "execution.checkpointing.interval"
  })
  void missesWhatEveryExactlyOnceJobNeeds(String key) {
    List<OptionFault> faults = check(without(key));

    assertThat(faults).singleElement().extracting(OptionFault::key).isEqualTo(key);
    assertThat(faults.get(0).value()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "input.topic|a b",
        "input.topic|..",
        "output.topic|''",
        "input.start|yesterday",
        "input.max-bytes|0 b",
        "input.max-bytes|lots",
        "input.null-key|drop",
        "dead-letter.max-bytes|3 gb",
        "exit.policy|vibes",
        "exit.order|random",
        "quality.loss|accuracy",
        "quality.max-loss|1.5",
        "quality.max-loss|-0.1",
        "quality.max-loss|NaN",
        "quality.max-loss|much",
        "quality.uncertified|perhaps",
        "control.mode|clever",
        "control.slo|0 ms",
        "control.slo|999 us",
        "control.slo|366 d",
        "control.slo|9223372036854775807 s",
        "control.tick|0 ms",
        "control.tick|999 us",
        "control.signal|feeling",
        "control.catch-up|later",
        "control.fairness|-1",
        "quality.on-overload|ignore",
        "control.static-rung|-2",
        "batch.max-size|0",
        "batch.max-size|1025",
        "batch.max-size|8.5",
        "batch.max-time|0 ms",
        "batch.max-time|-1 ms",
        "batch.max-time|366 d",
        "batch.linger|soon",
        "batch.linger|366 d",
        "batch.length-buckets|64,32",
        "batch.length-buckets|0,32",
        "batch.length-buckets|a",
        "inflight.max|0",
        "inflight.max-bytes|0 b",
        "inflight.max-bytes|2 tb",
        "inflight.max-bytes|much",
        "engine.cpu-permits|-1",
        "delivery.guarantee|exactly-twice",
        "delivery.transactional-id-prefix|' '",
        "parallelism|0",
        "parallelism|129",
        "kafka.transaction.timeout.ms|0",
        "kafka.transaction.timeout.ms|long",
        "execution.checkpointing.interval|often",
        "execution.checkpointing.interval|9223372036854775807 s",
        "execution.checkpointing.timeout|9223372036854775807 s"
      })
  void refusesAValueOutOfRangeNamingItAndWhatIsAllowed(String key, String value) {
    List<OptionFault> faults = check(with(key, value));

    assertThat(faults).singleElement().extracting(OptionFault::key).isEqualTo(key);
    OptionFault fault = faults.get(0);
    assertThat(fault.value()).isEqualTo(value);
    assertThat(fault.allowed()).isNotBlank();
    assertThat(fault.mend()).isNotBlank();
    assertThat(fault.toString()).contains(key, value, fault.allowed(), fault.mend());
  }

  @Test
  void durationsBeyondCountingAreFaultsOfTheirOwn() {
    Configuration options =
        with("control.slo", "9223372036854775806 s", "control.tick", "9223372036854775807 s");

    assertThat(check(options))
        .extracting(OptionFault::key)
        .containsExactlyInAnyOrder("control.slo", "control.tick");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "- ", "{a: ", "? "})
  void aListNestedWithoutEndIsNoList(String opening) {
    Configuration options =
        with("exit.thresholds", opening.repeat(100_000), "quality.uncertified", "true");

    assertThat(check(options))
        .singleElement()
        .extracting(OptionFault::key)
        .isEqualTo("exit.thresholds");
  }

  @Test
  void namesInPathsAndBrokersMayBeAsManyAsTheyLike() {
    String brokers = "b:1, ".repeat(100_000) + "b:1";

    assertThat(check(with("kafka.bootstrap.servers", brokers))).isEmpty();
    assertThat(check(with("kafka.bootstrap.servers", brokers + ",b"))).hasSize(1);
    assertThat(check(with("input.format", "json", "input.id-field", "a.".repeat(100_000) + "a")))
        .singleElement()
        .extracting(OptionFault::key)
        .isEqualTo("input.id-field");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "a.", ".a", "a..b", "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a"})
  void aPathIsOneToSixteenNames(String path) {
    assertThat(check(with("input.format", "json", "input.id-field", path))).hasSize(1);
    assertThat(check(with("input.format", "json", "input.id-field", "a.b c.d"))).isEmpty();
  }

  @Test
  void aFaultIsOneLineWhateverTheValue() {
    assertThat(check(with("exit.policy", "max\nprobability")))
        .singleElement()
        .asString()
        .hasLineCount(1)
        .startsWith("exit.policy is 'max\\u000aprobability'; allowed: ");
  }

  @ParameterizedTest
  @CsvSource({
    "batch.maxsize, batch.max-size",
    "exit.treshold, exit.thresholds",
    "input.topics, input.topic",
    "deadletter.topic, dead-letter.topic",
    "Parallelism, parallelism",
    "quality.max_loss, quality.max-loss",
    "exec.checkpointing.interval, execution.checkpointing.interval"
  })
  void suggestsTheNearestNameForAMisspeltKey(String misspelt, String meant) {
    List<OptionFault> faults = check(with(misspelt, "1"));

    assertThat(faults).singleElement().extracting(OptionFault::key).isEqualTo(misspelt);
    assertThat(faults.get(0).mend()).endsWith("nearest is " + meant);
  }

  @ParameterizedTest
  @CsvSource({
    "kafka.group.id, input.group-id",
    "kafka.auto.offset.reset, input.start",
    "kafka.transactional.id, delivery.transactional-id-prefix",
    "kafka.value.deserializer, leave it out"
  })
  void refusesKafkaKeysThatAnOptionDecides(String key, String mend) {
    assertThat(check(with(key, "x")))
        .singleElement()
        .extracting(OptionFault::mend)
        .asString()
        .contains(mend);
  }

  @Test
  void letsKafkaAndFlinkKeysPass() {
    Configuration options =
        with(
            "kafka.security.protocol", "SASL_SSL",
            "taskmanager.numberOfTaskSlots", "2",
            "state.backend.type", "hashmap",
            "pipeline.name", "mine");

    assertThat(check(options)).isEmpty();
  }

  @Test
  void findsEveryFaultAtOnce() {
    Configuration options =
        with("batch.max-size", "0", "exit.thresholds", "0.8", "input.topik", "x");

    assertThatThrownBy(() -> OptionsValidator.validated(options, EMPTY))
        .isInstanceOfSatisfying(
            InvalidOptionsException.class,
            refused ->
                assertThat(refused.faults())
                    .extracting(OptionFault::key)
                    .containsExactlyInAnyOrder("batch.max-size", "exit.thresholds", "input.topik"))
        .message()
        .hasLineCount(3);
  }

  @Test
  void neverPrintsASecret() {
    Configuration options = with("input.password", "hunter2", "kafka.group.id", "x");

    assertThat(check(options)).hasSize(2).noneMatch(fault -> fault.toString().contains("hunter2"));
  }

  @Test
  void takesOurOptionsFromTheEnvironmentAndPrefersTheJobs() {
    Map<String, String> environment = wellFormed();
    environment.put("batch.max-size", "4");
    environment.put("input.topic", "elsewhere");
    environment.put("some.flink.key", "x");
    Configuration options = Configuration.fromMap(Map.of("input.topic", "in"));

    Configuration validated =
        OptionsValidator.validated(options, Configuration.fromMap(environment));

    assertThat(validated.get(JobOptions.INPUT_TOPIC)).isEqualTo("in");
    assertThat(validated.get(EarlyExitOptions.BATCH_MAX_SIZE)).isEqualTo(4);
    assertThat(validated.toMap()).doesNotContainKey("some.flink.key");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {"0.9,0.8", "0.9;0.8", "[0.9, 0.8]", "0.9, 0.8"})
  void readsListsInEveryUsualForm(String thresholds) {
    Configuration options = with("exit.thresholds", thresholds, "quality.uncertified", "true");

    Configuration validated = OptionsValidator.validated(options, EMPTY);

    assertThat(validated.get(EarlyExitOptions.EXIT_THRESHOLDS)).containsExactly(0.9, 0.8);
  }
}
