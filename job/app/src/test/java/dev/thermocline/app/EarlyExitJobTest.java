package dev.thermocline.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.flink.config.InvalidOptionsException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamEdge;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;

class EarlyExitJobTest {

  private static Map<String, String> options() {
    return new HashMap<>(
        Map.of(
            "bundle.path", "bundle",
            "kafka.bootstrap.servers", "localhost:9092",
            "input.topic", "in",
            "input.group-id", "group",
            "output.topic", "out",
            "dead-letter.topic", "dead",
            "delivery.transactional-id-prefix", "job",
            "execution.checkpointing.interval", "1 s",
            "parallelism", "3"));
  }

  private static StreamExecutionEnvironment built(Map<String, String> options) {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    EarlyExitJob.build(env, Configuration.fromMap(options));
    return env;
  }

  @Test
  void uidsAndNamesOfOperatorsStayAsSavepointsKnowThem() {
    StreamGraph graph = built(options()).getStreamGraph();

    assertThat(graph.getStreamNodes())
        .extracting(StreamNode::getTransformationUID)
        .doesNotContainNull()
        .containsExactlyInAnyOrder(
            "requests",
            "sift",
            "early-exit",
            "predictions",
            "Sink Committer: predictions",
            "dead-letters",
            "Sink Committer: dead-letters");
  }

  @Test
  void aControlTopicAddsItsSourceAndTheCheckEachInOneSubtask() {
    Map<String, String> options = options();
    options.put("control.topic", "control");

    StreamGraph graph = built(options).getStreamGraph();

    assertThat(graph.getStreamNodes())
        .hasSize(9)
        .filteredOn(
            node -> Set.of("commands", "check-commands").contains(node.getTransformationUID()))
        .hasSize(2)
        .allSatisfy(
            node -> {
              assertThat(node.getParallelism()).isEqualTo(1);
              assertThat(node.getMaxParallelism()).isEqualTo(1);
            });
    assertThat(graph.getJobGraph().getVertices())
        .allSatisfy(vertex -> assertThat(vertex.getMaxParallelism()).isIn(128, 1));
  }

  @Test
  void barriersMayPassRecordsWithAControlTopicToo() {
    Map<String, String> options = options();
    options.put("control.topic", "control");

    StreamGraph graph = built(options).getStreamGraph();

    assertThat(graph.getStreamNodes())
        .filteredOn(node -> "early-exit".equals(node.getTransformationUID()))
        .flatExtracting(StreamNode::getInEdges)
        .hasSize(2)
        .allSatisfy(
            edge -> assertThat(((StreamEdge) edge).supportsUnalignedCheckpoints()).isTrue());
  }

  @Test
  void everyVertexKeepsItsMaxParallelism() {
    StreamGraph graph = built(options()).getStreamGraph();

    assertThat(graph.getJobGraph().getVertices())
        .allSatisfy(vertex -> assertThat(vertex.getMaxParallelism()).isIn(128, 1));
  }

  @Test
  void maxParallelismIsFixedAndParallelismTheOptions() {
    StreamExecutionEnvironment env = built(options());

    assertThat(env.getMaxParallelism()).isEqualTo(128);
    assertThat(env.getParallelism()).isEqualTo(3);
  }

  @Test
  void nothingFallsBackToGenericSerialization() {
    StreamExecutionEnvironment env = built(options());

    assertThat(env.getConfiguration().get(PipelineOptions.GENERIC_TYPES)).isFalse();
    assertThat(env.getStreamGraph().getJobGraph().getNumberOfVertices()).isPositive();
  }

  @Test
  void kafkaSecretsStayOutOfFlinksConfiguration() {
    Map<String, String> options = options();
    options.put("kafka.sasl.jaas.config", "hunter2");

    StreamExecutionEnvironment env = built(options);

    assertThat(env.getConfiguration().toMap()).doesNotContainValue("hunter2");
  }

  @Test
  void checkpointSettingsReachFlink() {
    StreamExecutionEnvironment env = built(options());

    assertThat(env.getCheckpointConfig().getCheckpointInterval()).isEqualTo(1000);
  }

  @Test
  void checkpointingMayBeSetOnTheEnvironmentInstead() {
    Map<String, String> options = options();
    options.remove("execution.checkpointing.interval");
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
    env.enableCheckpointing(500);

    EarlyExitJob.build(env, Configuration.fromMap(options));

    assertThat(env.getCheckpointConfig().getCheckpointInterval()).isEqualTo(500);
  }

  @Test
  void refusesFaultyOptionsBeforeAnythingStarts() {
    Map<String, String> options = options();
    options.put("batch.maxsize", "8");
    options.remove("bundle.path");

    assertThatThrownBy(() -> built(options))
        .isInstanceOf(InvalidOptionsException.class)
        .hasMessageContaining("batch.max-size")
        .hasMessageContaining("bundle.path is not set");
  }
}
