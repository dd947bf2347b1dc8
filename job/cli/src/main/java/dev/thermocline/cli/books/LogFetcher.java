package dev.thermocline.cli.books;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.ApiVersions;
import org.apache.kafka.clients.ClientRequest;
import org.apache.kafka.clients.ClientResponse;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.clients.DefaultHostResolver;
import org.apache.kafka.clients.ManualMetadataUpdater;
import org.apache.kafka.clients.NetworkClient;
import org.apache.kafka.clients.NetworkClientUtils;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.RecordBatch;
import org.apache.kafka.common.requests.FetchRequest;
import org.apache.kafka.common.requests.FetchResponse;
import org.apache.kafka.common.utils.LogContext;
import org.apache.kafka.common.utils.Time;

/**
 * Fetches the batches of a partition as the broker keeps them, transaction markers included, those
 * of open transactions too: the marker that made a record visible may lie behind one. It speaks the
 * protocol below the consumer's: that one hides markers.
 */
final class LogFetcher implements AutoCloseable {

  private static final String CLIENT = "thermocline-log";

  /** From 13 on a fetch names topics by id; brokers of 4.x take 4 to 12 as well. */
  private static final short OLDEST = 4;

  private static final short NEWEST_BY_NAME = 12;

  private static final int MAX_WAIT_MILLIS = 200;
  private static final int BYTES = 4 << 20;
  private static final Duration CONNECT = Duration.ofSeconds(10);

  private final Time time = Time.SYSTEM;
  private final Metrics metrics = new Metrics(time);
  private final NetworkClient client;
  private final Function<TopicPartition, Optional<Node>> leaders;
  private final Map<TopicPartition, Node> known = new HashMap<>();

  /**
   * A fetcher.
   *
   * @param settings of a Kafka consumer, the brokers and the security among them
   * @param leaders tells which broker leads a partition now
   */
  LogFetcher(Map<String, Object> settings, Function<TopicPartition, Optional<Node>> leaders) {
    ConsumerConfig config = new ConsumerConfig(settings);
    this.leaders = leaders;
    this.client =
        ClientUtils.createNetworkClient(
            config,
            CLIENT,
            metrics,
            CLIENT,
            new LogContext("[" + CLIENT + "] "),
            new ApiVersions(),
            time,
            1,
            config.getInt(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG),
            new ManualMetadataUpdater(),
            new DefaultHostResolver());
  }

  /**
   * The batches from that offset on, the first of which may begin before it; none when none has
   * come for a moment or another broker leads the partition now.
   *
   * @throws IOException when the broker cannot be reached or refuses
   */
  Iterable<? extends RecordBatch> fetch(TopicPartition partition, long offset) throws IOException {
    Node leader = leader(partition);
    connect(leader);
    FetchResponseData.PartitionData answer = send(leader, partition, offset);
    Errors error = Errors.forCode(answer.errorCode());
    if (error == Errors.NONE) {
      return FetchResponse.recordsOrFail(answer).batches();
    }
    known.remove(partition);
    if (error.exception() instanceof org.apache.kafka.common.errors.RetriableException) {
      return List.of();
    }
    throw new IOException(error.message());
  }

  private Node leader(TopicPartition partition) throws IOException {
    Node leader = known.get(partition);
    if (leader == null) {
      leader = leaders.apply(partition).orElseThrow(() -> new IOException("it has no leader now"));
      known.put(partition, leader);
    }
    return leader;
  }

  private void connect(Node leader) throws IOException {
    try {
      if (!NetworkClientUtils.awaitReady(client, leader, time, CONNECT.toMillis())) {
        throw new IOException("no connection to " + leader + " within " + CONNECT);
      }
    } catch (AuthenticationException e) {
      throw new IOException("the broker " + leader + " refuses: " + e.getMessage(), e);
    }
  }

  private FetchResponseData.PartitionData send(Node leader, TopicPartition partition, long offset)
      throws IOException {
    FetchRequest.PartitionData asked =
        new FetchRequest.PartitionData(
            Uuid.ZERO_UUID, offset, FetchRequest.INVALID_LOG_START_OFFSET, BYTES, Optional.empty());
    FetchRequest.Builder fetch =
        new FetchRequest.Builder(
                OLDEST,
                NEWEST_BY_NAME,
                FetchRequest.CONSUMER_REPLICA_ID,
                -1,
                MAX_WAIT_MILLIS,
                1,
                Map.of(partition, asked))
            .isolationLevel(IsolationLevel.READ_UNCOMMITTED)
            .setMaxBytes(BYTES);
    ClientRequest request =
        client.newClientRequest(leader.idString(), fetch, time.milliseconds(), true);
    ClientResponse response = NetworkClientUtils.sendAndReceive(client, request, time);
    FetchResponse body = (FetchResponse) response.responseBody();
    if (body == null || body.data().responses().isEmpty()) {
      throw new IOException("the broker " + leader + " gave no answer for the partition");
    }
    return body.data().responses().get(0).partitions().get(0);
  }

  @Override
  public void close() {
    client.close();
    metrics.close();
  }
}
