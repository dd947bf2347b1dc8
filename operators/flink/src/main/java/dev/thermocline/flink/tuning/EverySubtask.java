package dev.thermocline.flink.tuning;

import org.apache.flink.runtime.io.network.api.writer.SubtaskStateMapper;
import org.apache.flink.runtime.plugable.SerializationDelegate;
import org.apache.flink.streaming.runtime.partitioner.StreamPartitioner;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Spreads the copies of a command over all subtasks as key groups are spread, so that each gets one
 * at least, and copies a checkpoint holds on their way follow a change of parallelism.
 */
public final class EverySubtask extends StreamPartitioner<CommandCopy> {
  private static final long serialVersionUID = 1L;

  @Override
  public int selectChannel(SerializationDelegate<StreamRecord<CommandCopy>> delegate) {
    CommandCopy copy = delegate.getInstance().getValue();
    if (copy.copies() < numberOfChannels) {
      throw new IllegalStateException(
          "a command has "
              + copy.copies()
              + " copies for "
              + numberOfChannels
              + " subtasks; allowed is a parallelism up to the max parallelism the job was built"
              + " with: lower it");
    }
    return (int) ((long) copy.copy() * numberOfChannels / copy.copies());
  }

  @Override
  public SubtaskStateMapper getDownstreamSubtaskStateMapper() {
    return SubtaskStateMapper.RANGE;
  }

  @Override
  public StreamPartitioner<CommandCopy> copy() {
    return new EverySubtask();
  }

  @Override
  public boolean isPointwise() {
    return false;
  }

  @Override
  public String toString() {
    return "EVERY SUBTASK";
  }
}
