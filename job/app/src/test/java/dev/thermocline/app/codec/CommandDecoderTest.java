package dev.thermocline.app.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.flink.tuning.RefusedCommandException;
import dev.thermocline.flink.tuning.TuningCommand;
import dev.thermocline.flink.tuning.TuningScope;
import dev.thermocline.schemas.DeadLetter;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandDecoderTest {

  private final CommandDecoder decoder = new CommandDecoder();

  @ParameterizedTest
  @EnumSource(Format.class)
  void readsWhatIsWrittenInEitherFormat(Format format) throws Exception {
    byte[] value =
        RecordWriter.bytes(
            dev.thermocline.schemas.TuningCommand.newBuilder()
                .setId("c1")
                .setSetting("pin")
                .setValue("3")
                .setScope(dev.thermocline.schemas.TuningScope.KEY)
                .setKey("customer-7")
                .setIssuer("ada")
                .build(),
            format);

    assertThat(decoder.decode(origin(0, value)))
        .isEqualTo(new TuningCommand("c1", "pin", "3", TuningScope.KEY, "customer-7", "ada", 42));
  }

  @Test
  void jsonByHandNeedsIdSettingAndValueOnly() throws Exception {
    assertThat(decode("{\"id\": \"1\", \"setting\": \"max-loss\", \"value\": \"0.01\"}"))
        .isEqualTo(new TuningCommand("1", "max-loss", "0.01", TuningScope.JOB, null, "", 42));
    assertThat(
            decode(
                "{\"id\":\"1\",\"setting\":\"pin\",\"value\":\"0\",\"scope\":\"key\",\"key\":\"k\"}"))
        .isEqualTo(new TuningCommand("1", "pin", "0", TuningScope.KEY, "k", "", 42));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"id\":\"1\",\"setting\":\"pin\"}|value",
        "{\"id\":\"1\",\"setting\":\"pin\",\"value\":3}|/value is a whole number",
        "{\"id\":\"1\",\"setting\":\"pin\",\"value\":\"3\",\"scope\":\"all\"}|/scope is 'all'",
        "{\"id\":\"1\\ud800\",\"setting\":\"pin\",\"value\":\"3\"}|/id is text with half of",
        "not a command|not JSON",
        "``|the value is empty",
        "\u00C3\u0001|JSON"
      })
  void saysWhatIsWrongWithAnythingElse(String value, String reason) {
    assertThatThrownBy(() -> decode(value))
        .isInstanceOf(RefusedCommandException.class)
        .hasMessageContaining(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"id\":\"1\",\"setting\":\"pin\",\"value\":\"3\",\"scope\":\"a\\nb\"}",
        "{\"a\\nb\":1,\"a\\nb\":2}"
      })
  void aRefusalIsOneLineWhateverItQuotes(String value) {
    assertThatThrownBy(() -> decode(value)).message().hasLineCount(1).contains("a\\u000ab");
  }

  @Test
  void brokenAvroIsNotTakenForJson() {
    assertThatThrownBy(() -> decoder.decode(origin(0, new byte[] {(byte) 0xC3, 1, 2})))
        .isInstanceOf(RefusedCommandException.class)
        .hasMessageContaining("single-object header");
  }

  @Test
  void refusesASecondPartitionAmongWhichThereIsNoOrder() {
    assertThatThrownBy(() -> decoder.decode(origin(1, Requests.utf8("{}"))))
        .hasMessageContaining("partition is 1; allowed: 0");
  }

  @Test
  void refusesNamesAndValuesThatAreTooLong() {
    String command = "{\"id\":\"%s\",\"setting\":\"pin\",\"value\":\"3\"}";

    assertThatThrownBy(() -> decode(command.formatted("i".repeat(1025))))
        .hasMessageContaining("id of 1025 bytes");
    assertThatThrownBy(() -> decode(command.formatted("i".repeat(70_000))))
        .hasMessageContaining("allowed: at most 65536");
  }

  @Test
  void aRefusalBecomesADeadLetterWithPlaceAndReason() throws Exception {
    DeadLetterEncoder encoder = new DeadLetterEncoder(1000, Format.SINGLE_OBJECT);
    Origin broken = origin(0, Requests.utf8("broken"));

    DeadLetter undecoded = letter(encoder.encode(broken, refusalOf(broken)));
    DeadLetter refused =
        letter(encoder.encode(broken, new RefusedCommandException("pin is '9'", new Exception())));

    assertThat(undecoded.getStage()).isEqualTo("decode");
    assertThat(undecoded.getErrorClass()).isEqualTo(DecodeException.class.getName());
    assertThat(undecoded.getTopic()).isEqualTo("control");
    assertThat(undecoded.getOffset()).isEqualTo(42);
    assertThat(undecoded.getMessage()).contains("not JSON");
    assertThat(refused.getStage()).isEqualTo("command");
    assertThat(refused.getMessage()).isEqualTo("pin is '9'");
  }

  @Test
  void headersTooLargeForADeadLetterAreLeftOut() {
    DeadLetterEncoder encoder = new DeadLetterEncoder(1000, Format.SINGLE_OBJECT);
    Header large = new Header("large", new byte[Limits.HEADER_BYTES]);
    Origin record = new Origin("control", 0, 1, 2, null, Requests.utf8("broken"), List.of(large));

    assertThat(encoder.encode(record, refusalOf(record)).headers()).isEmpty();
  }

  private RefusedCommandException refusalOf(Origin record) {
    try {
      throw new AssertionError("decoded " + decoder.decode(record));
    } catch (RefusedCommandException refusal) {
      return refusal;
    }
  }

  private static DeadLetter letter(Outbound outbound) throws Exception {
    return DeadLetter.fromByteBuffer(ByteBuffer.wrap(outbound.value()));
  }

  private TuningCommand decode(String json) throws RefusedCommandException {
    return decoder.decode(origin(0, Requests.utf8(json)));
  }

  private static Origin origin(int partition, byte[] value) {
    return new Origin("control", partition, 42, Requests.KAFKA_TIME, null, value, List.of());
  }
}
