package dev.thermocline.flink.tuning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.runtime.plugable.SerializationDelegate;
import org.apache.flink.streaming.runtime.partitioner.StreamPartitioner;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.junit.jupiter.api.Test;

class EverySubtaskTest {
  private static final int COPIES = 128;
  private static final TuningCommand COMMAND = Commands.job("pin", "0", 1);

  @Test
  void everySubtaskGetsACopyWhateverTheParallelism() {
    for (int parallelism = 1; parallelism <= COPIES; parallelism++) {
      BitSet reached = new BitSet();
      StreamPartitioner<CommandCopy> partitioner = partitioner(parallelism);

      CommandCopy.all(COMMAND, COPIES)
          .forEach(copy -> reached.set(partitioner.selectChannel(delegate(copy))));

      assertThat(reached.cardinality()).isEqualTo(parallelism);
      assertThat(reached.length()).isEqualTo(parallelism);
    }
  }

  /** Flink gives a new subtask the channels of these old ones, and drops what is another's. */
  @Test
  void aCopyUnderWayIsFoundWhereFlinkLooksForItAfterARescale() {
    for (int before : new int[] {1, 2, 3, 7, 64, 127, 128}) {
      for (int after : new int[] {1, 2, 3, 5, 100, 128}) {
        StreamPartitioner<CommandCopy> old = partitioner(before);
        StreamPartitioner<CommandCopy> now = partitioner(after);

        CommandCopy.all(COMMAND, COPIES)
            .forEach(
                copy -> {
                  int from = old.selectChannel(delegate(copy));
                  int to = now.selectChannel(delegate(copy));
                  assertThat(
                          now.getDownstreamSubtaskStateMapper().getOldSubtasks(to, before, after))
                      .contains(from);
                });
      }
    }
  }

  @Test
  void barriersMayPassCommands() {
    assertThat(new EverySubtask().isSupportsUnalignedCheckpoint()).isTrue();
    assertThat(new EverySubtask().copy().isSupportsUnalignedCheckpoint()).isTrue();
  }

  @Test
  void moreSubtasksThanCopiesAreRefused() {
    assertThatThrownBy(() -> partitioner(3).selectChannel(delegate(new CommandCopy(0, 2, COMMAND))))
        .hasMessageContaining("2 copies for 3 subtasks");
  }

  @Test
  void aCommandTravelsWithoutGenericSerialization() throws Exception {
    SerializerConfigImpl config = new SerializerConfigImpl();
    config.setGenericTypes(false);
    TypeSerializer<CommandCopy> serializer =
        TypeInformation.of(CommandCopy.class).createSerializer(config);

    for (TuningCommand command :
        new TuningCommand[] {COMMAND, Commands.key("a", "max-loss", "0.1", 4)}) {
      CommandCopy copy = new CommandCopy(3, 128, command);
      assertThat(serializer.copy(copy)).isEqualTo(copy);
    }
  }

  private static StreamPartitioner<CommandCopy> partitioner(int parallelism) {
    StreamPartitioner<CommandCopy> partitioner = new EverySubtask().copy();
    partitioner.setup(parallelism);
    return partitioner;
  }

  private static SerializationDelegate<StreamRecord<CommandCopy>> delegate(CommandCopy copy) {
    SerializationDelegate<StreamRecord<CommandCopy>> delegate = new SerializationDelegate<>(null);
    delegate.setInstance(new StreamRecord<>(copy));
    return delegate;
  }
}
