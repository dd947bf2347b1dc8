package dev.thermocline.flink.operator;

import dev.thermocline.engine.bundle.BundleException;
import dev.thermocline.engine.stage.ShutdownException;
import dev.thermocline.engine.stage.StageException;
import dev.thermocline.engine.stage.onnx.NativeUse;
import dev.thermocline.flink.load.FlinkTaskSignals;
import dev.thermocline.flink.load.LoadSampler;
import dev.thermocline.flink.metrics.ControlMetrics;
import dev.thermocline.flink.metrics.NativeBudget;
import dev.thermocline.flink.metrics.OperatorMetrics;
import dev.thermocline.flink.state.ControlState;
import dev.thermocline.flink.state.InFlightState;
import dev.thermocline.flink.tuning.CommandCopy;
import dev.thermocline.flink.tuning.TuningReceiver;
import dev.thermocline.flink.tuning.TuningRules;
import dev.thermocline.flink.tuning.TuningState;
import java.util.Objects;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.event.WatermarkEvent;
import org.apache.flink.runtime.execution.Environment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedMultiInput;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.RecordAttributes;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.util.ExceptionUtils;
import org.jspecify.annotations.Nullable;

/**
 * Routes Flink's lifecycle to a {@link RecordFlow}.
 *
 * <p>The second input carries commands only: it touches neither the key nor event time nor
 * idleness, and its end is not noticed.
 */
final class EarlyExitOperator<IN, OUT, F> extends AbstractStreamOperator<OUT>
    implements TwoInputStreamOperator<IN, CommandCopy, OUT>, BoundedMultiInput {
  private static final long serialVersionUID = 1L;
  private static final int RECORDS = 1;

  private final transient Definition<IN, OUT, F> definition;
  private final transient MailboxExecutor mailbox;
  private transient boolean restored;
  private transient boolean barrierPasses;
  private transient long barrierNanos;
  private transient @Nullable ControlState controlState;
  private transient @Nullable DepthControl control;
  private transient @Nullable Engine engine;
  private transient @Nullable RecordFlow<IN, OUT, F> flow;
  private transient @Nullable TuningState tuned;
  private transient @Nullable TuningReceiver commands;

  EarlyExitOperator(StreamOperatorParameters<OUT> parameters, Definition<IN, OUT, F> definition) {
    super(parameters);
    this.definition = definition;
    this.mailbox = parameters.getMailboxExecutor();
  }

  @Override
  public void open() throws Exception {
    super.open();
    TypeSerializer<IN> values =
        getOperatorConfig().getTypeSerializerIn(RECORDS - 1, getUserCodeClassloader());
    InFlightState<IN> state = new InFlightState<>(getKeyedStateBackend(), values);
    Engine opened = openEngine();
    engine = opened;
    Environment task = getContainingTask().getEnvironment();
    NativeBudget budget = NativeBudget.of(task.getTaskManagerInfo().getConfiguration());
    budget.report(NativeUse.now());
    OperatorMetrics operatorMetrics =
        new OperatorMetrics(getMetricGroup(), opened.bundle().exits(), budget);
    LoadSampler sampler =
        new LoadSampler(FlinkTaskSignals.of(task), opened.costs(), System::nanoTime);
    DepthControl depth =
        new DepthControl(
            definition.settings(),
            opened.ladder(),
            sampler,
            opened.device(),
            opened::controller,
            new ControlMetrics(getMetricGroup()),
            getProcessingTimeService());
    control = depth;
    commands =
        new TuningReceiver(
            Objects.requireNonNull(tuned),
            TuningRules.of(definition.settings(), opened.bundle()),
            depth::tune);
    controlState().restore().ifPresent(depth::restore);
    RecordFlow<IN, OUT, F> started =
        new RecordFlow<>(
            definition,
            opened,
            state,
            mailbox,
            output,
            getProcessingTimeService(),
            operatorMetrics,
            sampler,
            depth);
    flow = started;
    started.restore();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    restored = context.isRestored();
    TaskInfo task = getRuntimeContext().getTaskInfo();
    controlState =
        new ControlState(
            context.getOperatorStateStore(),
            task.getIndexOfThisSubtask(),
            task.getNumberOfParallelSubtasks());
    tuned = new TuningState(context.getOperatorStateStore());
  }

  private Engine openEngine() throws Exception {
    try {
      return definition.engines().open(definition.settings());
    } catch (BundleException | StageException | IllegalArgumentException e) {
      throw Refusals.ofStart(e, restored, getRuntimeContext().getTaskInfo());
    } catch (ShutdownException e) {
      LOG.debug("The task does not open: the process is ending", e);
      // No fault of the job's; it goes on elsewhere once this process is found missing.
      while (true) {
        mailbox.yield();
      }
    }
  }

  @Override
  public void processElement1(StreamRecord<IN> element) throws Exception {
    flow().admit(getCurrentKey(), element);
  }

  @Override
  public void processElement2(StreamRecord<CommandCopy> element) {
    commands().take(element.getValue());
  }

  @Override
  public void processWatermark1(Watermark mark) throws Exception {
    flow().signal(new StreamSignal.Time(mark));
  }

  @Override
  public void processWatermark2(Watermark mark) {}

  @Override
  public void processWatermark1(WatermarkEvent mark) throws Exception {
    flow().signal(new StreamSignal.Event(mark));
  }

  @Override
  public void processWatermark2(WatermarkEvent mark) {}

  @Override
  protected void processWatermarkStatus(WatermarkStatus status, int index) throws Exception {
    if (index == RECORDS - 1) {
      flow().signal(new StreamSignal.Status(status));
    }
  }

  @Override
  public void processRecordAttributes1(RecordAttributes attributes) {
    try {
      flow().signal(new StreamSignal.Attributes(attributes));
    } catch (Exception e) {
      // Flink's signature allows no checked exception here.
      ExceptionUtils.rethrow(e);
    }
  }

  @Override
  public void processRecordAttributes2(RecordAttributes attributes) {}

  /** Those after it in the task prepare, a sink by a flush, before {@link #snapshotState}. */
  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    super.prepareSnapshotPreBarrier(checkpointId);
    barrierNanos = System.nanoTime();
    barrierPasses = true;
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    DepthControl depth = Objects.requireNonNull(control, "the operator is not open");
    if (barrierPasses) {
      depth.flushed(System.nanoTime() - barrierNanos);
      barrierPasses = false;
    }
    super.snapshotState(context);
    controlState().write(depth.snapshot());
    commands().write();
    flow().snapshot(context.getCheckpointId());
  }

  @Override
  public void endInput(int inputId) throws Exception {
    if (inputId == RECORDS) {
      flow().drain();
    }
  }

  @Override
  public void finish() throws Exception {
    flow().drain();
    super.finish();
  }

  @Override
  public void close() throws Exception {
    try {
      closeFlow();
    } finally {
      super.close();
    }
  }

  /** The engine is closed whatever becomes of the flow: it holds native memory. */
  private void closeFlow() {
    try {
      if (flow != null) {
        flow.close();
      }
    } finally {
      if (control != null) {
        control.close();
      }
      if (engine != null) {
        engine.close();
      }
    }
  }

  private ControlState controlState() {
    return Objects.requireNonNull(controlState, "the operator has no state yet");
  }

  /** What this subtask has received of the job's commands. */
  TuningReceiver commands() {
    return Objects.requireNonNull(commands, "the operator is not open");
  }

  private RecordFlow<IN, OUT, F> flow() {
    return Objects.requireNonNull(flow, "the operator is not open");
  }
}
