package dev.thermocline.cli.command;

import dev.thermocline.builder.data.Example;
import dev.thermocline.builder.data.ExampleReader;
import dev.thermocline.cli.progress.ConsoleProgress;
import dev.thermocline.cli.replay.Generator;
import dev.thermocline.cli.replay.Keys;
import dev.thermocline.cli.replay.OutputQuota;
import dev.thermocline.cli.replay.Recording;
import dev.thermocline.cli.replay.ReplayReport;
import dev.thermocline.cli.replay.RequestFormat;
import dev.thermocline.cli.replay.Schedule;
import dev.thermocline.cli.replay.TraceName;
import dev.thermocline.cli.replay.Workload;
import dev.thermocline.flink.config.JobOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code thermocline replay}: records from a file to a topic, each at its time. */
@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = {
      "Writes records to a topic, open loop: each when it is due, however the job is doing. A"
          + " record's Kafka timestamp is the time it was due; texts repeat under new ids.",
      "The same options and seed give the same records, keys and arrivals.",
      "outage: the records of the middle third are held back and sent at its end. hotkey: in the"
          + " middle third one key sends half of the records. sinklimit: in the middle third the"
          + " brokers take half of that from the producers with --output-client-id, by a quota."
    })
public final class ReplayCommand implements Callable<Integer> {

  private static final String PHASE = "replaying";
  private static final int DEFAULT_RECORDS = 6_000;
  private static final double DEFAULT_RATE = 100;
  private static final TraceName DEFAULT_TRACE = TraceName.POISSON;
  private static final ConfigOption<String> JOBS_CLIENT_ID =
      ConfigOptions.key(JobOptions.KAFKA_PREFIX + "client.id").stringType().noDefaultValue();

  @Spec private @Nullable CommandSpec spec;

  @Mixin private final Brokers brokers = new Brokers();

  @Option(
      names = "--topic",
      paramLabel = "IN",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Topic to write to. Default: input.topic of --config.")
  private @Nullable String topic;

  @Option(
      names = "--partitions",
      paramLabel = "P",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Create the topic with so many partitions when it is missing.")
  private int partitions;

  @Option(
      names = "--data",
      paramLabel = "FILE",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Texts to send. Default: test.jsonl in the distribution's bundle.")
  private @Nullable Path data;

  @Option(
      names = "--records",
      paramLabel = "N",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Records to send. Default: 6000, or as many as --trace-file holds.")
  private @Nullable Integer records;

  @Option(
      names = "--rate",
      paramLabel = "R",
      converter = RateConverter.class,
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = {
        "Records per second at the trace's peak; 0 or max = as fast as the brokers take them, each"
            + " stamped with the time it is sent. Default: 100, or as recorded."
      })
  private @Nullable Double rate;

  @Option(
      names = "--trace",
      paramLabel = "NAME",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "Shape of the load: ${COMPLETION-CANDIDATES}. Default: poisson.")
  private @Nullable TraceName trace;

  @Option(
      names = "--trace-file",
      paramLabel = "FILE",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = {
        "Recorded arrivals instead of --trace: one time per line, or CSV whose first column is one;"
            + " seconds, milliseconds since 1970, or ISO-8601."
      })
  private @Nullable Path traceFile;

  @Option(
      names = "--output-client-id",
      paramLabel = "ID",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = {
        "client.id of the job's producers, which sinklimit holds back and needs. Default:"
            + " kafka.client.id of --config."
      })
  private @Nullable String outputClientId;

  @Option(
      names = "--output-record-bytes",
      paramLabel = "N",
      description = "What an answer takes up in the output topic, for sinklimit.")
  private int outputRecordBytes = 400;

  @Option(names = "--keys", paramLabel = "N", description = "Keys the records are spread over.")
  private int keys = 1_000;

  @Option(
      names = "--key-skew",
      paramLabel = "S",
      description = "Exponent of Zipf's law the keys are drawn from; 0 = all alike.")
  private double keySkew = 1;

  @Option(
      names = "--poison",
      paramLabel = "N",
      description =
          "Spoil every N-th record, in turn by broken bytes and a missing text; 0 = none.")
  private int poison;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = {
        "Encoding of the records: ${COMPLETION-CANDIDATES}. Default: input.format of --config, else"
            + " single-object."
      })
  private @Nullable RequestFormat format;

  @Option(
      names = "--id-prefix",
      paramLabel = "TEXT",
      description = "Begins every id; the record's number follows.")
  private String idPrefix = "replay-";

  @Option(
      names = "--seed",
      paramLabel = "S",
      description = "Seed of arrivals, keys and the order of the texts.")
  private long seed = 1;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    Map<String, String> kafka = brokers.settings(command);
    String inputTopic = brokers.topic(command, "--topic", topic, JobOptions.INPUT_TOPIC);
    Schedule schedule;
    Generator.Producers producers;
    Keys drawn;
    Path file;
    try {
      Usage.requireFrom(0, "--poison", poison);
      Usage.requireFrom(0, "--partitions", partitions);
      Usage.requireFrom(1, "--output-record-bytes", outputRecordBytes);
      schedule = schedule();
      producers = producers(command, schedule);
      drawn = schedule.keys(Keys.zipf(keys, keySkew, seed), seed);
      file = Distribution.testSplit(data, data == null ? Distribution.bundle(null) : Path.of(""));
    } catch (IllegalArgumentException e) {
      throw Usage.refused(command, e);
    }
    List<Example> examples = ExampleReader.readAll(file);
    if (examples.isEmpty()) {
      throw new IllegalStateException(file + " holds no record; a replay needs at least one");
    }
    int[] order = Workload.shuffled(examples.size(), seed);
    Workload workload = new Workload(idPrefix, examples, order, poison, drawn, format(command));
    ReplayReport report;
    try (ConsoleProgress progress = ConsoleProgress.of(command.getErr())) {
      report =
          new Generator(kafka, inputTopic, partitions, producers)
              .run(schedule, workload, sent -> progress.report(PHASE, sent, schedule.size()));
    }
    print(command.getOut(), report);
    return CommandLine.ExitCode.OK;
  }

  private Schedule schedule() throws IOException {
    int wanted = records == null ? DEFAULT_RECORDS : records;
    Usage.requireFrom(1, "--records", wanted);
    if (rate != null && rate == 0) {
      Usage.requireOneOf("--rate max", "--trace", trace == DEFAULT_TRACE ? null : trace);
      Usage.requireOneOf("--rate max", "--trace-file", traceFile);
      return Schedule.unpaced(wanted);
    }
    if (traceFile != null) {
      Usage.requireOneOf("--trace-file", "--trace", trace);
      Recording recording = TraceFile.read(traceFile);
      return Schedule.recorded(
          recording,
          records == null ? recording.size() : wanted,
          rate == null ? OptionalDouble.empty() : OptionalDouble.of(rate));
    }
    TraceName shape = trace == null ? DEFAULT_TRACE : trace;
    return Schedule.of(shape.trace(), wanted, rate == null ? DEFAULT_RATE : rate, seed);
  }

  private Generator.Producers producers(CommandLine command, Schedule schedule) {
    Optional<String> clientId =
        Optional.ofNullable(outputClientId)
            .or(() -> brokers.job(command).flatMap(job -> job.getOptional(JOBS_CLIENT_ID)));
    if (schedule.outputLimit().isPresent()) {
      OutputQuota.requireOthers(
          clientId.orElseThrow(
              () ->
                  new IllegalArgumentException(
                      "--trace is sinklimit, which would hold back nobody; allowed is that with the"
                          + " client.id of the job's producers: set "
                          + JOBS_CLIENT_ID.key()
                          + " for the job and give --config or --output-client-id")));
    }
    return new Generator.Producers(clientId.orElse(""), outputRecordBytes);
  }

  private RequestFormat format(CommandLine command) {
    if (format != null) {
      return format;
    }
    return brokers
        .job(command)
        .map(job -> RequestFormat.valueOf(job.get(JobOptions.INPUT_FORMAT).name()))
        .orElse(RequestFormat.SINGLE_OBJECT);
  }

  private void print(PrintWriter out, ReplayReport report) {
    out.println(json ? CommandJson.write(report) : report.table());
    out.flush();
  }

  /** Rates, {@code max} among them. */
  static final class RateConverter implements CommandLine.ITypeConverter<Double> {

    @Override
    public Double convert(String value) {
      if (value.equals("max")) {
        return 0d;
      }
      try {
        double rate = Double.parseDouble(value);
        if (rate >= 0 && !Double.isInfinite(rate)) {
          return rate;
        }
      } catch (NumberFormatException e) {
        throw refused(value);
      }
      throw refused(value);
    }

    private static CommandLine.TypeConversionException refused(String value) {
      return new CommandLine.TypeConversionException(
          "'" + value + "' is not a rate; allowed are a finite number from 0, and max");
    }
  }
}
