package dev.thermocline.flink.operator;

import dev.thermocline.engine.bundle.BundleException;
import dev.thermocline.flink.config.BundleLocation;
import dev.thermocline.flink.config.EarlyExitSettings;
import dev.thermocline.flink.tuning.CommandCopy;
import dev.thermocline.flink.tuning.RefusedCommandException;
import dev.thermocline.flink.tuning.Tuning;
import dev.thermocline.flink.tuning.TuningDesk;
import dev.thermocline.flink.tuning.TuningRules;
import dev.thermocline.flink.tuning.TuningState;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets commands pass that may act, in as many copies as there can be subtasks. */
final class CheckCommands<C, F> extends ProcessFunction<C, CommandCopy>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(CheckCommands.class);

  /** Part of every checkpoint. */
  private static final String SEEN = "seen-commands";

  private final EarlyExitSettings settings;
  private final CommandFunction<C> commands;
  private final OutputTag<F> refusals;
  private final RefusalFunction<C, F> refusal;
  private final int copies;

  private transient Counter deadLettered = new SimpleCounter();
  private transient boolean restored;
  private transient @Nullable TuningState state;
  private transient @Nullable ListState<String> seen;
  private transient @Nullable TuningDesk desk;

  CheckCommands(
      EarlyExitSettings settings,
      CommandFunction<C> commands,
      OutputTag<F> refusals,
      RefusalFunction<C, F> refusal,
      int copies) {
    this.settings = settings;
    this.commands = commands;
    this.refusals = refusals;
    this.refusal = refusal;
    this.copies = copies;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    restored = context.isRestored();
    state = new TuningState(context.getOperatorStateStore());
    seen =
        context.getOperatorStateStore().getListState(new ListStateDescriptor<>(SEEN, Types.STRING));
  }

  @Override
  public void open(OpenContext context) throws Exception {
    deadLettered = getRuntimeContext().getMetricGroup().counter("deadLettered");
    TuningRules rules = rules();
    Tuning inForce = rules.kept(Objects.requireNonNull(state).restore());
    List<String> ids = new ArrayList<>();
    Objects.requireNonNull(seen).get().forEach(ids::add);
    desk = new TuningDesk(rules, inForce, ids);
  }

  private TuningRules rules() throws Exception {
    try {
      return TuningRules.of(settings, BundleLocation.read(settings.bundlePath()));
    } catch (BundleException | IllegalArgumentException e) {
      throw Refusals.ofStart(e, restored, getRuntimeContext().getTaskInfo());
    }
  }

  @Override
  public void processElement(C record, Context context, Collector<CommandCopy> out)
      throws Exception {
    try {
      desk()
          .take(commands.command(record))
          .ifPresent(command -> CommandCopy.all(command, copies).forEach(out::collect));
    } catch (RefusedCommandException e) {
      LOG.warn("Refused a command: {}", e.getMessage());
      deadLettered.inc();
      context.output(refusals, refusal.refusal(record, e));
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    Objects.requireNonNull(state).write(desk().inForce());
    Objects.requireNonNull(seen).update(desk().ids());
  }

  private TuningDesk desk() {
    return Objects.requireNonNull(desk, "the check is not open");
  }
}
