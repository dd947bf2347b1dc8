package dev.thermocline.flink.operator;

import dev.thermocline.flink.tuning.CommandCopy;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperatorFactory;

/** Makes the operator of each subtask. */
final class EarlyExitOperatorFactory<IN, OUT, F> extends AbstractStreamOperatorFactory<OUT>
    implements TwoInputStreamOperatorFactory<IN, CommandCopy, OUT> {
  private static final long serialVersionUID = 1L;

  private final Definition<IN, OUT, F> definition;

  EarlyExitOperatorFactory(Definition<IN, OUT, F> definition) {
    this.definition = definition;
  }

  @Override
  @SuppressWarnings("unchecked")
  public <T extends StreamOperator<OUT>> T createStreamOperator(
      StreamOperatorParameters<OUT> parameters) {
    return (T) new EarlyExitOperator<>(parameters, definition);
  }

  @Override
  @SuppressWarnings("rawtypes")
  public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
    return EarlyExitOperator.class;
  }
}
