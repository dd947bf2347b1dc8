package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.flink.tuning.CommandCopy;
import dev.thermocline.flink.tuning.TuningCommand;
import dev.thermocline.flink.tuning.TuningScope;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.streaming.api.graph.StreamEdge;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.api.graph.StreamingJobGraphGenerator;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.Test;

/** What the operator makes of the job around it. */
class TopologyTest {
  private static final OutputTag<String> FAILURES = new OutputTag<>("failures", Types.STRING);
  private static final OutputTag<Event> OTHERS =
      new OutputTag<>("others", TypeInformation.of(Event.class));
  private static final int CONTROL = 2;

  private final StreamExecutionEnvironment environment = environment();

  @Test
  void nothingButTheOperatorIsAddedToTheJob() {
    StreamGraph graph = graph(events("a"));

    assertThat(graph.getStreamNodes())
        .extracting(StreamNode::getTransformationUID)
        .containsExactlyInAnyOrder("numbers-a", "events-a", "early-exit", "nowhere");
    assertThat(graph.getJobGraph().getVertices()).hasSize(2);
  }

  /** So whatever comes before cannot change a record that is in flight, object reuse or not. */
  @Test
  void recordsAlwaysComeThroughAChannelWhichMakesThemTheOperatorsOwn() {
    environment.getConfig().enableObjectReuse();
    DataStream<Event> keyedBefore = events("a").keyBy(Event::key).filter(event -> true).uid("b");

    StreamGraph graph = graph(DataStreamUtils.reinterpretAsKeyedStream(keyedBefore, Event::key));

    assertThat(operator(graph).getInEdges())
        .hasSize(2)
        .noneMatch(edge -> StreamingJobGraphGenerator.isChainable(edge, graph));
  }

  @Test
  void barriersMayPassRecordsOnTheWayIn() {
    StreamGraph graph = graph(events("a"));

    assertThat(operator(graph).getInEdges())
        .hasSize(2)
        .allMatch(StreamEdge::supportsUnalignedCheckpoints);
  }

  @Test
  void barriersMayPassRecordsAndCommandsOnTheWayIn() {
    environment.setMaxParallelism(128);

    StreamGraph graph = graph(events("a").keyBy(Event::key), commands());

    assertThat(operator(graph).getInEdges())
        .hasSize(2)
        .allMatch(StreamEdge::supportsUnalignedCheckpoints)
        .noneMatch(edge -> edge.getPartitioner().isBroadcast());
  }

  @Test
  void commandsAreCheckedInOneSubtaskWhateverTheParallelism() {
    environment.setMaxParallelism(128);
    environment.setParallelism(3);

    StreamGraph graph = graph(events("a").keyBy(Event::key), commands());

    StreamNode check = node(graph, "check-commands");
    assertThat(check.getParallelism()).isEqualTo(1);
    assertThat(check.getMaxParallelism()).isEqualTo(1);
    assertThat(operator(graph).getParallelism()).isEqualTo(3);
    assertThat(operator(graph).getInEdges())
        .filteredOn(edge -> edge.getTypeNumber() == CONTROL)
        .extracting(StreamEdge::getSourceId)
        .containsExactly(check.getId());
  }

  @Test
  void theControlInputIsASideOutputOfWhateverBringsTheRecords() {
    SingleOutputStreamOperator<Event> a = events("a");

    assertThat(controls(graph(a.union(events("b"))))).containsExactly("events-a", "events-b");
    assertThat(controls(graph(a.getSideOutput(OTHERS)))).containsExactly("events-a");
    assertThat(controls(graph(a.rebalance()))).containsExactly("events-a");
  }

  @Test
  void aSourceMayBringTheRecordsItself() {
    StreamGraph graph =
        graph(environment.fromData(TypeInformation.of(Event.class), new Event("k", "t")).uid("a"));

    assertThat(controls(graph)).containsExactly("a");
  }

  /** Uids of what leads to the control input, of edges that carry no record of the main output. */
  private static Iterable<String> controls(StreamGraph graph) {
    return operator(graph).getInEdges().stream()
        .filter(edge -> edge.getTypeNumber() == CONTROL)
        .filter(edge -> edge.getOutputTag().getId().equals("early-exit-no-control"))
        .map(edge -> graph.getStreamNode(edge.getSourceId()).getTransformationUID())
        .toList();
  }

  private static StreamNode operator(StreamGraph graph) {
    return node(graph, "early-exit");
  }

  private static StreamNode node(StreamGraph graph, String uid) {
    return graph.getStreamNodes().stream()
        .filter(node -> uid.equals(node.getTransformationUID()))
        .findAny()
        .orElseThrow();
  }

  private StreamGraph graph(DataStream<Event> events) {
    return graph(events.keyBy(Event::key));
  }

  private DataStream<CommandCopy> commands() {
    return CommandCheck.of(
        environment.fromData("").uid("commands"),
        TestSettings.operator(true, 1),
        line -> new TuningCommand("1", "pin", "0", TuningScope.JOB, null, "ada", 0),
        FAILURES,
        (line, reason) -> line);
  }

  private StreamGraph graph(KeyedStream<Event, String> events) {
    return graph(EarlyExit.on(events));
  }

  private StreamGraph graph(KeyedStream<Event, String> events, DataStream<CommandCopy> commands) {
    return graph(EarlyExit.on(events).commands(commands));
  }

  private StreamGraph graph(EarlyExit<Event> operator) {
    operator
        .settings(TestSettings.operator(true, 1))
        .text(Event::text)
        .position(event -> 0)
        .output((event, result) -> event.key(), Types.STRING)
        .failures(FAILURES, (event, stage, cause) -> event.key())
        .sinkTo(new DiscardingSink<>())
        .uid("nowhere");
    StreamGraph graph = environment.getStreamGraph();
    assertThat(graph.getJobGraph().getNumberOfVertices()).isPositive();
    return graph;
  }

  private SingleOutputStreamOperator<Event> events(String name) {
    return environment
        .fromSequence(1, 10)
        .uid("numbers-" + name)
        .map(number -> new Event("k", "t"))
        .returns(TypeInformation.of(Event.class))
        .uid("events-" + name);
  }

  private static StreamExecutionEnvironment environment() {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    configuration.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    return StreamExecutionEnvironment.getExecutionEnvironment(configuration);
  }
}
