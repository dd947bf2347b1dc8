package dev.thermocline.flink.operator;

import dev.thermocline.flink.config.EarlyExitSettings;
import java.io.Serializable;
import org.apache.flink.util.OutputTag;

/** Everything a subtask of the operator needs, as it travels in the job graph. */
record Definition<IN, OUT, F>(
    EarlyExitSettings settings,
    EngineFactory engines,
    TextFunction<IN> text,
    PositionFunction<IN> position,
    OutputFunction<IN, OUT> output,
    OutputTag<F> failures,
    FailureFunction<IN, F> failure)
    implements Serializable {}
