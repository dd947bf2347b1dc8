package dev.thermocline.app.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryFile;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.flink.tuning.RefusedCommandException;
import dev.thermocline.flink.tuning.Tuning;
import dev.thermocline.flink.tuning.TuningCommand;
import dev.thermocline.flink.tuning.TuningRules;
import java.util.List;
import java.util.Optional;

/**
 * Whatever bytes the control topic holds, they are a command that is the same once written again,
 * or refused; and what the rules let pass can be put in force.
 */
class CommandFuzzTest {
  private final CommandDecoder decoder = new CommandDecoder();

  @DictionaryFile(resourcePath = "/dev/thermocline/app/json.dict")
  @FuzzTest
  void isObeyedOrRefused(byte[] value) throws Exception {
    Optional<TuningCommand> read = read(value);
    if (read.isEmpty()) {
      return;
    }
    TuningCommand command = read.get();

    for (Format format : Format.values()) {
      assertThat(read(RecordWriter.bytes(written(command), format))).contains(command);
    }
    if (isAllowed(command)) {
      Tuning tuned = Tuning.NONE.apply(command);
      assertThat(tuned.offset()).isEqualTo(command.offset());
      tuned.slo().ifPresent(slo -> assertThat(slo.toNanos()).isPositive());
      tuned.maxLoss().ifPresent(limit -> assertThat(limit).isBetween(0.0, 1.0));
    }
  }

  private Optional<TuningCommand> read(byte[] value) throws Exception {
    Origin origin = new Origin("control", 0, 42, Requests.KAFKA_TIME, null, value, List.of());
    try {
      return Optional.of(Fuzzed.within(value.length, () -> decoder.decode(origin)));
    } catch (RefusedCommandException refused) {
      assertThat(refused.getMessage()).isNotBlank().hasLineCount(1);
      return Optional.empty();
    }
  }

  private static boolean isAllowed(TuningCommand command) {
    try {
      TuningRules.checkWritten(command);
      return true;
    } catch (RefusedCommandException refused) {
      assertThat(refused.getMessage()).contains("; allowed: ").hasLineCount(1);
      return false;
    }
  }

  private static dev.thermocline.schemas.TuningCommand written(TuningCommand command) {
    return dev.thermocline.schemas.TuningCommand.newBuilder()
        .setId(command.id())
        .setSetting(command.setting())
        .setValue(command.value())
        .setScope(dev.thermocline.schemas.TuningScope.valueOf(command.scope().name()))
        .setKey(command.key())
        .setIssuer(command.issuer())
        .build();
  }
}
