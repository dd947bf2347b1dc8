package dev.thermocline.flink.operator;

import dev.thermocline.flink.config.EarlyExitSettings;
import java.io.Serializable;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Everything a subtask of the operator needs, as it travels in the job graph.
 *
 * @param arrival null = records arrived at their own timestamps
 */
record Definition<IN, OUT, F>(
    EarlyExitSettings settings,
    EngineFactory engines,
    TextFunction<IN> text,
    PositionFunction<IN> position,
    @Nullable ArrivalFunction<IN> arrival,
    OutputFunction<IN, OUT> output,
    OutputTag<F> failures,
    FailureFunction<IN, F> failure)
    implements Serializable {}
