package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A job without checkpoints whose bundle is not there when a task starts. */
@Timeout(120)
class BundleAwayTest {
  private static final OutputTag<String> FAILURES = new OutputTag<>("failures", Types.STRING);

  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(1)
              .build());

  @TempDir Path directory;
  private Places places;

  @BeforeEach
  void writeBundle() throws Exception {
    places = new Places(directory.toString());
    TinyBundle.write(places.bundle());
  }

  @Test
  void aJobThatHasRunIsStartedAgainUntilItsBundleIsBack() throws Exception {
    execute();

    assertThat(places.opened(1)).as("the attempt without a bundle").exists();
    assertThat(places.handled(1)).doesNotExist();
    assertThat(places.handled(2)).exists();
  }

  @Test
  void aJobThatStartsWithoutABundleEndsAtOnce() throws Exception {
    Files.move(places.bundle(), places.away());

    assertThatThrownBy(this::execute)
        .hasStackTraceContaining(SuppressRestartsException.class.getName())
        .hasStackTraceContaining("bundle, which is not a directory");

    assertThat(places.opened(0)).exists();
    assertThat(places.opened(1)).doesNotExist();
  }

  private void execute() throws Exception {
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 5);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(10));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    environment.setParallelism(1);
    EarlyExit.on(
            environment
                .fromSequence(1, 10)
                .map(number -> new Event("k", "easy"))
                .returns(TypeInformation.of(Event.class))
                .keyBy(Event::key))
        .settings(TestSettings.bundle(places.bundle().toString(), 16))
        .text(Event::text)
        .position(event -> 0)
        .output((event, result) -> event.text(), Types.STRING)
        .failures(FAILURES, (event, stage, cause) -> event.key())
        .map(new TakesTheBundleAway(places))
        .sinkTo(new DiscardingSink<>());
    environment.execute();
  }

  /** Where the bundle lies and is taken to, and the marks that the attempts leave. */
  private record Places(String directory) implements Serializable {
    Path bundle() {
      return Path.of(directory, "bundle");
    }

    Path away() {
      return Path.of(directory, "away");
    }

    Path opened(int attempt) {
      return Path.of(directory, "opened-" + attempt);
    }

    Path handled(int attempt) {
      return Path.of(directory, "handled-" + attempt);
    }
  }

  /**
   * Chained behind the operator, so opened before it: takes the bundle away at the first record of
   * the first attempt, and brings it back at the third attempt.
   */
  private static final class TakesTheBundleAway extends RichMapFunction<String, String> {
    private static final long serialVersionUID = 1L;

    private final Places places;
    private transient int attempt;

    TakesTheBundleAway(Places places) {
      this.places = places;
    }

    @Override
    public void open(OpenContext context) throws Exception {
      attempt = getRuntimeContext().getTaskInfo().getAttemptNumber();
      Files.createDirectories(places.opened(attempt));
      if (attempt == 2) {
        Files.move(places.away(), places.bundle());
      }
    }

    @Override
    public String map(String text) throws Exception {
      if (attempt == 0) {
        Files.move(places.bundle(), places.away());
        throw new IllegalStateException("the machine is lost");
      }
      Files.createDirectories(places.handled(attempt));
      return text;
    }
  }
}
