package dev.thermocline.flink.operator;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.testutils.junit.SharedReference;
import org.apache.flink.util.OutputTag;

/**
 * A job whose source and operator have slots of their own: on task managers of one slot each, the
 * operator reads from another task manager. The sink is chained to the operator, or is where the
 * source is.
 *
 * @param arrivalMillis time between arrivals
 * @param stageMillis time of a record in each of the three stages
 * @param sinkMillis time of a record in the sink, in its flush where there are checkpoints
 * @param chained whether the sink is chained to the operator
 * @param checkpoints time between them; zero = none
 */
record LoadedJob(
    long arrivalMillis, long stageMillis, long sinkMillis, boolean chained, Duration checkpoints) {
  LoadedJob(long arrivalMillis, long stageMillis, long sinkMillis, boolean chained) {
    this(arrivalMillis, stageMillis, sinkMillis, chained, Duration.ZERO);
  }

  static final String SOURCE = "arrivals";
  static final String OPERATOR = "early-exit";
  static final String SINK = "slow sink";

  private static final OutputTag<String> FAILURES = new OutputTag<>("failures", Types.STRING);
  private static final String SOURCE_SLOT = "source";
  private static final String OPERATOR_SLOT = "operator";
  private static final int CAP = 16;
  private static final int PARTITIONS = 2;

  /** A result fills a network buffer, so that few of them fill the way to the sink. */
  private static final String RESULT = "x".repeat(4_000);

  JobClient start(SharedReference<TickRecorder> recorder) throws Exception {
    StreamExecutionEnvironment environment = StreamExecutionEnvironment.getExecutionEnvironment();
    environment.setParallelism(1);
    environment.setBufferTimeout(5);
    if (!checkpoints.isZero()) {
      environment.enableCheckpointing(checkpoints.toMillis());
    }
    DataStream<TimedEvent> arrivals =
        environment
            .fromSequence(0, Long.MAX_VALUE - 1)
            .slotSharingGroup(SOURCE_SLOT)
            .map(new OpenLoop(arrivalMillis))
            .returns(TypeInformation.of(TimedEvent.class))
            .name(SOURCE);
    long stageNanos = TimeUnit.MILLISECONDS.toNanos(stageMillis);
    SingleOutputStreamOperator<String> results =
        EarlyExit.on(arrivals.keyBy(TimedEvent::key))
            .settings(TestSettings.operator(true, CAP))
            .engines(any -> new WorkingEngine(stageNanos, recorder.get()))
            .text(event -> "record " + event.number())
            .position(TimedEvent::number)
            .arrival(TimedEvent::arrivedMillis)
            .partition(event -> (int) (event.number() % PARTITIONS))
            .output((event, result) -> RESULT, Types.STRING)
            .failures(FAILURES, (event, stage, cause) -> event.key())
            .slotSharingGroup(OPERATOR_SLOT);
    long sinkNanos = TimeUnit.MILLISECONDS.toNanos(sinkMillis);
    long recordNanos = checkpoints.isZero() ? sinkNanos : 0;
    SingleOutputStreamOperator<String> taken =
        results
            .map(
                result -> {
                  if (recordNanos > 0) {
                    LockSupport.parkNanos(recordNanos);
                  }
                  return result;
                })
            .returns(Types.STRING)
            .name(SINK);
    if (!chained) {
      taken.disableChaining().slotSharingGroup(SOURCE_SLOT);
    }
    taken.sinkTo(new FlushingSink(sinkNanos - recordNanos));
    return environment.executeAsync();
  }
}
