package dev.thermocline.flink.operator;

import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.tuning.CommandCopy;
import dev.thermocline.flink.tuning.Tuning;
import dev.thermocline.flink.tuning.TuningCommand;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.executiongraph.ExecutionAttemptID;
import org.apache.flink.runtime.metrics.groups.TaskManagerMetricGroup;
import org.apache.flink.runtime.metrics.groups.TaskMetricGroup;
import org.apache.flink.runtime.metrics.util.TestingMetricRegistry;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.state.SharedStateRegistry;
import org.apache.flink.runtime.state.SharedStateRegistryImpl;
import org.apache.flink.runtime.util.TestingTaskManagerRuntimeInfo;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.tasks.mailbox.Mail;
import org.apache.flink.streaming.runtime.tasks.mailbox.TaskMailbox;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Flink's operator harness, keyed, with two inputs and a mailbox that runs when a test says so. The
 * output of a record is its text and exit, {@code text@2}; of a failure its text and stage, {@code
 * text!1}.
 */
final class EarlyExitHarness extends AbstractStreamOperatorTestHarness<String> {
  static final OutputTag<String> FAILURES = new OutputTag<>("failures", Types.STRING);

  static final int MAX_PARALLELISM = 128;

  private static final Configuration TASK_MANAGER =
      Configuration.fromMap(Map.of("taskmanager.memory.task.off-heap.size", "64 mb"));

  private final ScriptedEngine engine;
  private final Map<String, Metric> metrics;

  /** Knows the files that incremental checkpoints share, as the checkpoint coordinator does. */
  private final SharedStateRegistry sharedState = new SharedStateRegistryImpl();

  private boolean cancelled;

  private EarlyExitHarness(
      EarlyExitOperatorFactory<?, String, ?> factory,
      ScriptedEngine engine,
      Place place,
      Map<String, Metric> metrics)
      throws Exception {
    super(
        factory,
        MockEnvironment.builder()
            .setMetricGroup(taskGroup(metrics))
            .setTaskManagerRuntimeInfo(new TestingTaskManagerRuntimeInfo(TASK_MANAGER))
            .setMaxParallelism(MAX_PARALLELISM)
            .setParallelism(place.parallelism())
            .setSubtaskIndex(place.subtask())
            .build());
    this.engine = engine;
    this.metrics = metrics;
    var serializers = executionConfig.getSerializerConfig();
    config.setupNetworkInputs(
        TypeInformation.of(Event.class).createSerializer(serializers),
        TypeInformation.of(CommandCopy.class).createSerializer(serializers));
    config.setStatePartitioner(0, record -> ((Event) record).key());
    config.setStateKeySerializer(Types.STRING.createSerializer(serializers));
    config.serializeAllConfigs();
    setStateBackend(place.backend().create());
    setup(Types.STRING.createSerializer(serializers));
  }

  /** Which of how many subtasks this is, and where it keeps its state. */
  record Place(int subtask, int parallelism, Backend backend) {
    static final Place ALONE = alone(Backend.HEAP);

    static Place alone(Backend backend) {
      return new Place(0, 1, backend);
    }
  }

  static EarlyExitHarness open(EarlyExitSettings settings) throws Exception {
    return open(settings, EarlyExitHarness::textAndExit);
  }

  static EarlyExitHarness open(EarlyExitSettings settings, OutputFunction<Event, String> output)
      throws Exception {
    return open(settings, output, EarlyExitHarness::textAndStage);
  }

  static EarlyExitHarness open(
      EarlyExitSettings settings,
      OutputFunction<Event, String> output,
      FailureFunction<Event, String> failure)
      throws Exception {
    ScriptedEngine engine = new ScriptedEngine();
    EarlyExitHarness harness =
        create(settings, engine, any -> engine, output, failure, Place.ALONE);
    harness.open();
    return harness;
  }

  /** As {@link #open(EarlyExitSettings)} with another way to open the engine. */
  static EarlyExitHarness open(EngineFactory engines) throws Exception {
    EarlyExitHarness harness = at(Place.ALONE, engines, null);
    harness.open();
    return harness;
  }

  /** As {@link #at(Place, EarlyExitSettings, OperatorSubtaskState)} with an engine of its own. */
  static EarlyExitHarness at(
      Place place, EngineFactory engines, @Nullable OperatorSubtaskState snapshot)
      throws Exception {
    EarlyExitHarness harness =
        create(
            TestSettings.operator(true, 64),
            new ScriptedEngine(),
            engines,
            EarlyExitHarness::textAndExit,
            EarlyExitHarness::textAndStage,
            place);
    harness.startFrom(snapshot);
    return harness;
  }

  /** A subtask that starts from a snapshot, null for none, once {@link #open()} is called. */
  static EarlyExitHarness at(
      Place place, EarlyExitSettings settings, @Nullable OperatorSubtaskState snapshot)
      throws Exception {
    return at(place, settings, snapshot, new ScriptedEngine(), EarlyExitHarness::textAndExit);
  }

  static EarlyExitHarness at(
      Place place,
      EarlyExitSettings settings,
      @Nullable OperatorSubtaskState snapshot,
      ScriptedEngine engine,
      OutputFunction<Event, String> output)
      throws Exception {
    EarlyExitHarness harness =
        create(settings, engine, any -> engine, output, EarlyExitHarness::textAndStage, place);
    harness.startFrom(snapshot);
    return harness;
  }

  private void startFrom(@Nullable OperatorSubtaskState snapshot) throws Exception {
    if (snapshot != null) {
      snapshot.registerSharedStates(sharedState, 0);
      initializeState(snapshot);
    }
  }

  private static EarlyExitHarness create(
      EarlyExitSettings settings,
      ScriptedEngine engine,
      EngineFactory engines,
      OutputFunction<Event, String> output,
      FailureFunction<Event, String> failure,
      Place place)
      throws Exception {
    Definition<Event, String, String> definition =
        new Definition<>(
            settings, engines, Event::text, Event::hashCode, null, null, output, FAILURES, failure);
    return new EarlyExitHarness(
        new EarlyExitOperatorFactory<>(definition), engine, place, new ConcurrentHashMap<>());
  }

  private static TaskMetricGroup taskGroup(Map<String, Metric> metrics) {
    return TaskManagerMetricGroup.createTaskManagerMetricGroup(
            TestingMetricRegistry.builder()
                .setRegisterConsumer((metric, name, group) -> metrics.put(name, metric))
                .build(),
            "localhost",
            ResourceID.generate())
        .addJob(new JobID(), "job")
        .addTask(ExecutionAttemptID.randomId(), "task");
  }

  static String textAndExit(Event event, EarlyExitResult result) {
    return event.text() + "@" + result.exitIndex();
  }

  static String textAndStage(Event event, int stage, Throwable cause) {
    return event.text() + "!" + stage;
  }

  /** The value of a gauge of the operator that has no labels. */
  Object gauge(String name) {
    return ((Gauge<?>) metrics.get(name)).getValue();
  }

  ScriptedEngine engine() {
    return engine;
  }

  ScriptedCascade<?> cascade() {
    return engine.cascade();
  }

  void record(String key, String text, long timestamp) throws Exception {
    process(new StreamRecord<>(new Event(key, text), timestamp));
  }

  void record(String key, String text) throws Exception {
    process(new StreamRecord<>(new Event(key, text)));
  }

  private void process(StreamRecord<Event> element) throws Exception {
    twoInput().setKeyContextElement1(element);
    twoInput().processElement1(element);
  }

  void command(TuningCommand command) throws Exception {
    StreamRecord<CommandCopy> element = new StreamRecord<>(new CommandCopy(0, 1, command));
    twoInput().setKeyContextElement2(element);
    twoInput().processElement2(element);
  }

  /** The settings in force in this subtask. */
  Tuning tuning() {
    return ((EarlyExitOperator<?, ?, ?>) operator).commands().inForce();
  }

  void watermark(long time) throws Exception {
    twoInput().processWatermark1(new Watermark(time));
  }

  void endInput(int input) throws Exception {
    ((BoundedMultiInput) operator).endInput(input);
  }

  @SuppressWarnings("unchecked")
  TwoInputStreamOperator<Event, CommandCopy, String> twoInput() {
    return (TwoInputStreamOperator<Event, CommandCopy, String>) operator;
  }

  /** Runs the mails that have arrived; the number of them. */
  int runMails() throws Exception {
    int mails = 0;
    for (var mail = getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY);
        mail.isPresent();
        mail = getTaskMailbox().tryTake(TaskMailbox.MIN_PRIORITY)) {
      Mail next = mail.get();
      next.run();
      mails++;
    }
    return mails;
  }

  /** Everything emitted so far: records as text, watermarks and statuses as themselves. */
  List<Object> emitted() {
    return getOutput().stream()
        .map(element -> element instanceof StreamRecord<?> record ? record.getValue() : element)
        .toList();
  }

  List<String> failures() {
    var failures = getSideOutput(FAILURES);
    return failures == null ? List.of() : failures.stream().map(StreamRecord::getValue).toList();
  }

  /** Takes a checkpoint and confirms it. */
  OperatorSubtaskState checkpoint(long id) throws Exception {
    prepareSnapshotPreBarrier(id);
    OperatorSubtaskState state = snapshot(id, id);
    state.registerSharedStates(sharedState, id);
    notifyOfCompletedCheckpoint(id);
    return state;
  }

  /** Ends the operator as a cancelled task does: closed without having finished. */
  void cancel() throws Exception {
    cancelled = true;
    operator.close();
  }

  @Override
  public void close() throws Exception {
    if (!cancelled) {
      engine.cascade().answerAll(3);
      super.close();
    }
  }
}
