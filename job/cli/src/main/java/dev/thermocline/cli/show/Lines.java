package dev.thermocline.cli.show;

import dev.thermocline.app.codec.DecodeException;
import dev.thermocline.app.codec.Origin;
import dev.thermocline.app.codec.RecordReader;
import dev.thermocline.app.codec.RecordWriter;
import dev.thermocline.app.codec.RequestDecoder;
import dev.thermocline.app.codec.RequestRules;
import dev.thermocline.app.codec.SourceRecord;
import dev.thermocline.app.codec.SourceRecord.Decoded;
import dev.thermocline.app.codec.SourceRecord.Undecodable;
import dev.thermocline.flink.config.JobOptions;
import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.schemas.DeadLetter;
import dev.thermocline.schemas.InferenceRequest;
import dev.thermocline.schemas.Prediction;
import dev.thermocline.schemas.TuningCommand;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.apache.flink.configuration.Configuration;

/** One line for each record of a topic, as text or as JSON. Not thread-safe. */
public final class Lines {

  private static final int MOST_TEXT = 100;

  private final Kind kind;
  private final boolean json;
  private final RequestDecoder requests;
  private final RecordReader<Prediction> predictions;
  private final RecordReader<DeadLetter> deadLetters;
  private final RecordReader<TuningCommand> commands = RecordReader.commands();

  /**
   * Lines of one kind of topic.
   *
   * @param options the job's, for the formats; what they leave out has its default
   * @param json whether lines are JSON
   */
  public Lines(Kind kind, Configuration options, boolean json) {
    this.kind = kind;
    this.json = json;
    RequestRules rules = RequestRules.of(options);
    this.requests =
        new RequestDecoder(new RequestRules(rules.format(), rules.fields(), Long.MAX_VALUE, true));
    this.predictions = RecordReader.predictions(JobOptions.outputFormat(options));
    this.deadLetters = RecordReader.deadLetters(JobOptions.outputFormat(options));
  }

  /** The line of a record; of one that is no such record the reason why not, and no JSON. */
  String of(Origin record) {
    try {
      return switch (kind) {
        case REQUESTS -> request(record);
        case PREDICTIONS -> prediction(record, predictions.read(record.value()));
        case DEAD_LETTERS -> deadLetter(record, deadLetters.read(record.value()));
        case COMMANDS -> command(record, commands.read(record.value()));
      };
    } catch (DecodeException e) {
      return unreadable(record, String.valueOf(e.getMessage()));
    }
  }

  private String request(Origin record) {
    SourceRecord source = requests.decode(record);
    if (source instanceof Decoded decoded) {
      InferenceRequest request =
          InferenceRequest.newBuilder()
              .setId(decoded.id())
              .setKey(decoded.key())
              .setTimestamp(Instant.ofEpochMilli(decoded.timestamp()))
              .setPayload(decoded.text())
              .build();
      return json
          ? utf8(RecordWriter.bytes(request, Format.JSON))
          : head(record)
              + named("id", decoded.id())
              + named("key", String.valueOf(decoded.key()))
              + shortened(decoded.text());
    }
    return unreadable(record, ((Undecodable) source).message());
  }

  private String prediction(Origin record, Prediction answer) {
    return json
        ? utf8(RecordWriter.bytes(answer, Format.JSON))
        : head(record)
            + named("id", answer.getId())
            + named("key", String.valueOf(answer.getKey()))
            + String.format(
                Locale.ROOT,
                "%s %.3f, exit %d of %d, rung %d",
                answer.getLabel(),
                answer.getExitScore(),
                answer.getExitIndex(),
                answer.getExits(),
                answer.getRung());
  }

  private String deadLetter(Origin record, DeadLetter letter) {
    return json
        ? utf8(RecordWriter.bytes(letter, Format.JSON))
        : head(record)
            + letter.getTopic()
            + "-"
            + letter.getPartition()
            + "-"
            + letter.getOffset()
            + " at "
            + letter.getStage()
            + ": "
            + shortened(letter.getMessage(), 2 * MOST_TEXT)
            + "; was "
            + letter.getSize()
            + " bytes: "
            + shortened(StandardCharsets.UTF_8.decode(letter.getBytes().duplicate()).toString());
  }

  private String command(Origin record, TuningCommand command) {
    return json
        ? utf8(RecordWriter.bytes(command, Format.JSON))
        : head(record)
            + named("id", command.getId())
            + shortened(command.getSetting())
            + "="
            + shortened(command.getValue())
            + (command.getKey() == null ? "" : " for key " + shortened(command.getKey()))
            + (command.getIssuer().isEmpty() ? "" : ", asked by " + shortened(command.getIssuer()));
  }

  private static String unreadable(Origin record, String reason) {
    return head(record) + "unreadable: " + shortened(reason, 2 * MOST_TEXT);
  }

  private static String head(Origin record) {
    return Instant.ofEpochMilli(record.timestamp()).truncatedTo(ChronoUnit.MILLIS)
        + " "
        + record.partition()
        + "-"
        + record.offset()
        + " ";
  }

  private static String named(String name, String value) {
    return name + " " + shortened(value) + ", ";
  }

  private static String shortened(String text) {
    return shortened(text, MOST_TEXT);
  }

  /** On one line, without what would steer a terminal. */
  private static String shortened(String text, int most) {
    String line = text.substring(0, Math.min(text.length(), most)).replaceAll("\\p{Cntrl}", " ");
    return text.length() <= most ? line : line + "…";
  }

  private static String utf8(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
