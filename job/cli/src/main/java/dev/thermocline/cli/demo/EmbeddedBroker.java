package dev.thermocline.cli.demo;

import dev.thermocline.cli.replay.KafkaTopics;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka broker and its controller inside this process, for clients on this machine. Its data go
 * with it or are kept for the next one, see {@link #start} and {@link #keeping}.
 */
public final class EmbeddedBroker implements AutoCloseable {

  /** Name of the listener that clients come to. */
  static final String CLIENTS = "CLIENTS";

  private static final String CONTROLLER = "CONTROLLER";

  /** Largest batch it takes, in bytes: records of many megabytes must be able to get in. */
  private static final int MESSAGE_BYTES = 32 * 1024 * 1024;

  private final Path directory;
  private final boolean kept;
  private final String bootstrapServers;
  private final KafkaRaftServer server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedBroker(
      Path directory, boolean kept, String bootstrapServers, KafkaRaftServer server) {
    this.directory = directory;
    this.kept = kept;
    this.bootstrapServers = bootstrapServers;
    this.server = server;
  }

  /**
   * Starts a broker on a free port, with a temporary directory that {@link #close} deletes, and
   * returns when it accepts clients. While it runs, Kafka's own calls to end the JVM throw instead.
   *
   * @throws IOException when no directory or port can be had
   */
  public static EmbeddedBroker start() throws IOException {
    return start(Map.of(), List.of());
  }

  /**
   * As {@link #start()}, for clients that must name themselves.
   *
   * @param settings of the broker that differ; its clients come to {@link #CLIENTS}
   * @param users by SCRAM, each as Kafka's storage tool takes it
   */
  static EmbeddedBroker start(Map<String, String> settings, List<String> users) throws IOException {
    Path directory = Files.createTempDirectory("thermocline-broker");
    Exit.setExitProcedure(EmbeddedBroker::refuseExit);
    Exit.setHaltProcedure(EmbeddedBroker::refuseExit);
    try {
      return open(directory, false, 0, settings, users);
    } catch (IOException | RuntimeException e) {
      release(directory);
      throw e;
    }
  }

  /**
   * Starts a broker that keeps its data, in a process of its own, and returns when it accepts
   * clients. Kafka ends the process when it cannot go on.
   *
   * @param directory where its data are or will be
   * @param port to listen on; 0 = a free one
   * @throws IOException when the directory or the port cannot be had
   */
  static EmbeddedBroker keeping(Path directory, int port) throws IOException {
    return open(Files.createDirectories(directory), true, port, Map.of(), List.of());
  }

  private static EmbeddedBroker open(
      Path directory, boolean kept, int port, Map<String, String> settings, List<String> users)
      throws IOException {
    List<Integer> ports = freePorts(port, 0);
    if (!Files.exists(directory.resolve("meta.properties"))) {
      format(directory, users);
    }
    Properties properties = properties(directory, ports.get(0), ports.get(1));
    properties.putAll(settings);
    KafkaRaftServer server =
        new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
    EmbeddedBroker broker =
        new EmbeddedBroker(directory, kept, "localhost:" + ports.get(0), server);
    try {
      server.startup();
    } catch (RuntimeException e) {
      broker.close();
      throw e;
    }
    return broker;
  }

  /** Value for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Settings of a client of its. */
  public Map<String, String> kafka() {
    return Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
  }

  /** Where it keeps its data while it runs. */
  Path directory() {
    return directory;
  }

  /** See {@link KafkaTopics#create}. */
  public void createTopics(int partitions, String... names) {
    try (KafkaTopics topics = KafkaTopics.at(bootstrapServers)) {
      topics.create(partitions, List.of(names));
    }
  }

  /** Stops the broker, and deletes a temporary directory; a second call does nothing. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    server.shutdown();
    server.awaitShutdown();
    if (!kept) {
      release(directory);
    }
  }

  private static void release(Path directory) {
    Exit.resetExitProcedure();
    Exit.resetHaltProcedure();
    TemporaryFiles.delete(directory);
  }

  private static void refuseExit(int status, String message) {
    throw new IllegalStateException(
        "the embedded broker asked to end the process with status " + status + ": " + message);
  }

  private static void format(Path directory, List<String> users) throws IOException {
    Formatter formatter =
        new Formatter()
            .setClusterId(Uuid.randomUuid().toString())
            .setNodeId(1)
            .setControllerListenerName(CONTROLLER)
            .setMetadataLogDirectory(directory.toString())
            .setScramArguments(users)
            .setPrintStream(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    formatter.addDirectory(directory.toString());
    try {
      formatter.run();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("cannot format the broker's directory " + directory, e);
    }
  }

  private static Properties properties(Path directory, int brokerPort, int controllerPort) {
    Properties properties = new Properties();
    properties.putAll(
        Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", "1"),
            Map.entry("log.dirs", directory.toString()),
            Map.entry("controller.quorum.voters", "1@localhost:" + controllerPort),
            Map.entry("controller.listener.names", CONTROLLER),
            Map.entry(
                "listeners",
                CLIENTS
                    + "://localhost:"
                    + brokerPort
                    + ","
                    + CONTROLLER
                    + "://localhost:"
                    + controllerPort),
            Map.entry("advertised.listeners", CLIENTS + "://localhost:" + brokerPort),
            Map.entry("inter.broker.listener.name", CLIENTS),
            Map.entry(
                "listener.security.protocol.map",
                CLIENTS + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT"),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("message.max.bytes", String.valueOf(MESSAGE_BYTES)),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "1"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.num.partitions", "4"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            Map.entry("min.insync.replicas", "1"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            // A quota must bind at once, not after ten seconds of grace.
            Map.entry("quota.window.num", "2"),
            Map.entry("transaction.max.timeout.ms", "3600000"),
            Map.entry("controlled.shutdown.enable", "false")));
    return properties;
  }

  /** The given ports, a free one for each 0. */
  private static List<Integer> freePorts(int... wanted) throws IOException {
    ServerSocket[] sockets = new ServerSocket[wanted.length];
    List<Integer> ports = new ArrayList<>();
    try {
      for (int i = 0; i < wanted.length; i++) {
        sockets[i] = bind(wanted[i]);
        ports.add(sockets[i].getLocalPort());
      }
    } finally {
      for (ServerSocket socket : sockets) {
        if (socket != null) {
          socket.close();
        }
      }
    }
    return ports;
  }

  private static ServerSocket bind(int port) throws IOException {
    try {
      return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    } catch (BindException e) {
      throw new IOException(
          "port is " + port + ", which is taken; give another one, or 0 for a free one", e);
    }
  }
}
