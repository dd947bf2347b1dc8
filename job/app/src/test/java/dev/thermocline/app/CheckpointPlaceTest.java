package dev.thermocline.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointPlaceTest {

  @Test
  void warnsInOneLineWhereNoPlaceIsKnown() {
    assertThat(CheckpointPlace.check(new Configuration()))
        .hasValueSatisfying(
            warning ->
                assertThat(warning).hasLineCount(1).startsWith("execution.checkpointing.dir is"));
  }

  @Test
  void aPlaceForSavepointsIsNone() {
    Configuration flink =
        Configuration.fromMap(
            Map.of("execution.checkpointing.savepoint-dir", "file:///savepoints"));

    assertThat(CheckpointPlace.check(flink)).isPresent();
  }

  @ParameterizedTest
  @CsvSource({
    "execution.checkpointing.dir, file:///checkpoints",
    "state.checkpoints.dir, file:///checkpoints",
    "execution.checkpointing.storage, jobmanager",
    "state.checkpoint-storage, com.example.Storage"
  })
  void isSilentWhereAPlaceIsChosen(String key, String value) {
    assertThat(CheckpointPlace.check(Configuration.fromMap(Map.of(key, value)))).isEmpty();
  }
}
