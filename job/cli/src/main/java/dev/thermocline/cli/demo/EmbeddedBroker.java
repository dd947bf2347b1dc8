package dev.thermocline.cli.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * A Kafka broker and its controller inside this process, on free local ports and a temporary
 * directory that {@link #close} deletes. While one runs, Kafka's own calls to end the JVM throw
 * instead.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private static final String CONTROLLER = "CONTROLLER";
  private static final Duration LEADERS = Duration.ofSeconds(30);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

  private final Path directory;
  private final String bootstrapServers;
  private final KafkaRaftServer server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedBroker(Path directory, String bootstrapServers, KafkaRaftServer server) {
    this.directory = directory;
    this.bootstrapServers = bootstrapServers;
    this.server = server;
  }

  /**
   * Starts a broker and returns when it accepts clients.
   *
   * @throws IOException when no directory or port can be had
   */
  public static EmbeddedBroker start() throws IOException {
    Path directory = Files.createTempDirectory("thermocline-broker");
    try {
      List<Integer> ports = freePorts(2);
      Properties properties = properties(directory, ports.get(0), ports.get(1));
      format(directory);
      Exit.setExitProcedure(EmbeddedBroker::refuseExit);
      Exit.setHaltProcedure(EmbeddedBroker::refuseExit);
      KafkaRaftServer server =
          new KafkaRaftServer(KafkaConfig.fromProps(properties, false), Time.SYSTEM);
      EmbeddedBroker broker = new EmbeddedBroker(directory, "localhost:" + ports.get(0), server);
      try {
        server.startup();
      } catch (RuntimeException e) {
        broker.close();
        throw e;
      }
      return broker;
    } catch (IOException | RuntimeException e) {
      TemporaryFiles.delete(directory);
      throw e;
    }
  }

  /** Value for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Where it keeps its data while it runs. */
  Path directory() {
    return directory;
  }

  /**
   * Creates topics with the same number of partitions, one replica each, and returns when every
   * partition has taken office: a broker that refuses a producer's first batch but takes its second
   * never takes the first again.
   *
   * @throws IllegalStateException when the broker refuses one, with its reason
   */
  public void createTopics(int partitions, String... names) {
    List<NewTopic> topics =
        Arrays.stream(names).map(name -> new NewTopic(name, partitions, (short) 1)).toList();
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
      admin.createTopics(topics).all().get();
      awaitLeaders(admin, partitions, names);
    } catch (ExecutionException e) {
      throw new IllegalStateException(
          "cannot create topics " + Arrays.toString(names) + ": " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while creating topics", e);
    }
  }

  /** Returns when the broker leads every partition: only its leader tells a partition's offsets. */
  private static void awaitLeaders(Admin admin, int partitions, String... names)
      throws ExecutionException, InterruptedException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (String name : names) {
      for (int partition = 0; partition < partitions; partition++) {
        asked.put(new TopicPartition(name, partition), OffsetSpec.latest());
      }
    }
    long deadline = System.nanoTime() + LEADERS.toNanos();
    while (true) {
      try {
        admin.listOffsets(asked).all().get();
        return;
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof RetriableException) || System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(LOOK_AGAIN.toNanos());
      }
    }
  }

  /** Stops the broker and deletes its directory; a second call does nothing. */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    server.shutdown();
    server.awaitShutdown();
    Exit.resetExitProcedure();
    Exit.resetHaltProcedure();
    TemporaryFiles.delete(directory);
  }

  private static void refuseExit(int status, String message) {
    throw new IllegalStateException(
        "the embedded broker asked to end the process with status " + status + ": " + message);
  }

  private static void format(Path directory) throws IOException {
    Formatter formatter =
        new Formatter()
            .setClusterId(Uuid.randomUuid().toString())
            .setNodeId(1)
            .setControllerListenerName(CONTROLLER)
            .setMetadataLogDirectory(directory.toString())
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
                "PLAINTEXT://localhost:"
                    + brokerPort
                    + ","
                    + CONTROLLER
                    + "://localhost:"
                    + controllerPort),
            Map.entry("advertised.listeners", "PLAINTEXT://localhost:" + brokerPort),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "1"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.num.partitions", "4"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            Map.entry("min.insync.replicas", "1"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("transaction.max.timeout.ms", "3600000"),
            Map.entry("controlled.shutdown.enable", "false")));
    return properties;
  }

  private static List<Integer> freePorts(int count) throws IOException {
    ServerSocket[] sockets = new ServerSocket[count];
    Integer[] ports = new Integer[count];
    try {
      for (int i = 0; i < count; i++) {
        sockets[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ports[i] = sockets[i].getLocalPort();
      }
    } finally {
      for (ServerSocket socket : sockets) {
        if (socket != null) {
          socket.close();
        }
      }
    }
    return List.of(ports);
  }
}
