package dev.thermocline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.app.EarlyExitJob;
import dev.thermocline.app.JobArguments;
import dev.thermocline.app.codec.RecordReader;
import dev.thermocline.cli.demo.EmbeddedBroker;
import dev.thermocline.cli.demo.TinyBundle;
import dev.thermocline.cli.show.Kind;
import dev.thermocline.cli.show.Lines;
import dev.thermocline.cli.show.TopicView;
import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.schemas.DeadLetter;
import dev.thermocline.schemas.Prediction;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A job is tuned while it runs, from the command line and by hand. */
@Timeout(180)
class LiveTuningTest {

  @TempDir static Path directory;

  private static EmbeddedBroker broker;
  private static Path config;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private int asked;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = EmbeddedBroker.start();
    broker.createTopics(2, "in");
    broker.createTopics(1, "out", "dead");
    config =
        Files.writeString(
            directory.resolve("job.yaml"),
            """
            bundle.path: %s
            kafka.bootstrap.servers: %s
            input: {topic: in, group-id: tuned, start: earliest, format: json}
            output.topic: out
            dead-letter.topic: dead
            control: {topic: control, mode: static, static-rung: 0}
            delivery.transactional-id-prefix: tuned
            execution.checkpointing.interval: 300 ms
            execution.checkpointing.unaligned.enabled: true
            rest.bind-port: "0"
            """
                .formatted(
                    TinyBundle.write(Files.createDirectory(directory.resolve("bundle"))),
                    broker.bootstrapServers()));
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @Test
  void recordsObeyWhatIsTunedAlsoAfterASavepointAndAtAnotherParallelism() throws Exception {
    assertThat(run("topics", "--bootstrap-servers", brokers(), "--control", "control")).isZero();
    String savepoint;
    try (KafkaConsumer<byte[], byte[]> answers = CommittedTopic.from(broker, "out");
        KafkaConsumer<byte[], byte[]> letters = CommittedTopic.from(broker, "dead")) {
      JobClient job = start(2, null);
      try {
        assertThat(rung(answers, "any")).isZero();

        assertThat(tune("--pin", "1", "--issuer", "ada")).isZero();
        assertThat(out.toString())
            .contains(
                "pin=1: command ",
                " is at offset 0 of control",
                "the job answers in its log; what it refuses goes to its dead-letter topic dead");
        awaitRung(1, answers, "any");
        assertThat(tune("--pin", "0", "--key", "careful")).isZero();
        awaitRung(0, answers, "careful");
        assertThat(rung(answers, "any")).isEqualTo(1);

        // Without --config it is the job that finds out.
        assertThat(
                run("tune", "--bootstrap-servers", brokers(), "--topic", "control", "--pin", "7"))
            .isZero();
        send("control", "no command");
        assertThat(letters(letters, 2))
            .allSatisfy(letter -> assertThat(letter.getTopic()).isEqualTo("control"))
            .extracting(letter -> letter.getStage() + " " + letter.getOffset())
            .containsExactly("command 2", "decode 3");
        assertThat(rung(answers, "any")).as("the old setting stays").isEqualTo(1);
      } finally {
        savepoint =
            job.stopWithSavepoint(
                    false,
                    directory.resolve("savepoints").toUri().toString(),
                    SavepointFormatType.CANONICAL)
                .get();
      }
      job.getJobExecutionResult().get();

      JobClient again = start(3, savepoint);
      try {
        assertThat(rung(answers, "any")).as("the first record after the restart").isEqualTo(1);
        assertThat(rung(answers, "careful")).isZero();
        assertThat(tune("--pin", "none")).isZero();
        awaitRung(0, answers, "any");
      } finally {
        again.cancel().get();
      }
    }
    assertTheTopicsShowIt();
  }

  private void assertTheTopicsShowIt() {
    assertThat(shown("commands"))
        .hasSize(5)
        .anySatisfy(line -> assertThat(line).contains(" 0-0 id ", "pin=1, asked by ada"))
        .anySatisfy(line -> assertThat(line).contains(" 0-1 id ", "pin=0 for key careful"))
        .anySatisfy(line -> assertThat(line).contains(" 0-3 unreadable: not JSON"));
    assertThat(shown("dead-letters"))
        .hasSize(2)
        .anySatisfy(line -> assertThat(line).contains("control-0-2 at command: pin is '7'"))
        .anySatisfy(line -> assertThat(line).contains("control-0-3 at decode", ": no command"));
    assertThat(shown("predictions", "--limit", "1"))
        .singleElement()
        .asString()
        .contains("key any, animal ", "exit 3 of 3, rung 0");
    assertThat(shown("requests", "--limit", "2", "--json"))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).startsWith("{\"id\":\"r").contains("animala"));
  }

  private List<String> shown(String... what) {
    out.getBuffer().setLength(0);
    List<String> args = new ArrayList<>(List.of("show", "--config", config.toString()));
    args.addAll(List.of(what));
    assertThat(run(args.toArray(String[]::new))).as(err.toString()).isZero();
    return out.toString().lines().toList();
  }

  @Test
  void aTopicIsFollowedFromItsEnd() throws Exception {
    broker.createTopics(1, "followed");
    send("followed", "{\"id\": \"1\", \"setting\": \"pin\", \"value\": \"0\"}");
    List<String> lines = new ArrayList<>();
    Lines commands = new Lines(Kind.COMMANDS, new Configuration(), false);

    try (TopicView view =
        new TopicView(Map.of("bootstrap.servers", brokers()), "followed", commands)) {
      view.last(0, lines::add);
      send("followed", "{\"id\": \"2\", \"setting\": \"pin\", \"value\": \"1\"}");
      view.follow(lines::isEmpty, lines::add);
    }

    assertThat(lines).singleElement().asString().endsWith(" 0-1 id 2, pin=1");
  }

  @Test
  void aTopicWithoutOrderIsRefusedByAllWhoMeetIt() {
    broker.createTopics(4, "wide");

    assertThat(run("topics", "--bootstrap-servers", brokers(), "--control", "wide")).isEqualTo(1);
    assertThat(err.toString())
        .contains("--control is wide, which has 4 partitions; allowed is a topic of 1");
    assertThat(tune("--topic", "wide", "--pin", "0")).isEqualTo(1);
    assertThat(err.toString()).contains("topic wide has 4 partitions; allowed is 1");
    assertThat(run("check", "--config", config.toString(), "--control.topic", "wide", "--brokers"))
        .isEqualTo(2);
    assertThat(out.toString())
        .contains("control.topic is 'wide'; allowed: a topic of 1 partition, this one has 4");
  }

  @Test
  void aTopicThatIsNotThereIsNamedBeforeAnyBrokerIsLedToCreateIt() {
    assertThat(tune("--topic", "contrl", "--pin", "0")).isEqualTo(1);

    assertThat(err.toString())
        .contains("topic contrl is not there; allowed is the control topic of a job");
  }

  @Test
  void noCommandInACreatedTopicExpires() throws Exception {
    run("topics", "--bootstrap-servers", brokers(), "--control", "kept");

    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers()))) {
      ConfigResource kept = new ConfigResource(ConfigResource.Type.TOPIC, "kept");
      Config settings = admin.describeConfigs(List.of(kept)).all().get().get(kept);
      assertThat(settings.get("retention.ms").value()).isEqualTo("-1");
      assertThat(settings.get("cleanup.policy").value()).isEqualTo("delete");
    }
  }

  private int tune(String... options) {
    List<String> args = new ArrayList<>(List.of("tune", "--config", config.toString()));
    args.addAll(List.of(options));
    return run(args.toArray(String[]::new));
  }

  private int run(String... args) {
    return Thermocline.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err))
        .execute(args);
  }

  private static String brokers() {
    return broker.bootstrapServers();
  }

  private static JobClient start(int parallelism, @Nullable String savepoint) throws Exception {
    Configuration options = JobArguments.parse("--config", config.toString());
    options.setString("parallelism", String.valueOf(parallelism));
    if (savepoint != null) {
      options.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    }
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.getExecutionEnvironment(options);
    EarlyExitJob.build(environment, options);
    return environment.executeAsync();
  }

  /** Sends records until one ran that rung; the setting is on its way to the job meanwhile. */
  private void awaitRung(int rung, KafkaConsumer<byte[], byte[]> answers, String key)
      throws Exception {
    while (rung(answers, key) != rung) {
      Thread.onSpinWait();
    }
  }

  /** The rung of a record sent now. */
  private int rung(KafkaConsumer<byte[], byte[]> answers, String key) throws Exception {
    String id = "r" + asked++;
    send("in", "{\"id\": \"%s\", \"key\": \"%s\", \"text\": \"animala\"}".formatted(id, key));
    RecordReader<Prediction> reader = RecordReader.predictions(Format.JSON);
    while (true) {
      for (ConsumerRecord<byte[], byte[]> record : answers.poll(Duration.ofMillis(100))) {
        Prediction prediction = reader.read(record.value());
        if (prediction.getId().equals(id)) {
          return prediction.getRung();
        }
      }
    }
  }

  private static List<DeadLetter> letters(KafkaConsumer<byte[], byte[]> letters, int count)
      throws Exception {
    RecordReader<DeadLetter> reader = RecordReader.deadLetters(Format.JSON);
    List<DeadLetter> read = new ArrayList<>();
    while (read.size() < count) {
      for (ConsumerRecord<byte[], byte[]> record : letters.poll(Duration.ofMillis(100))) {
        read.add(reader.read(record.value()));
      }
    }
    return read;
  }

  private static void send(String topic, String value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, value.getBytes(StandardCharsets.UTF_8))).get();
    }
  }
}
