package dev.thermocline.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.engine.bundle.ElementType;
import dev.thermocline.engine.bundle.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RowBatchTest {
  private static final TensorSpec HIDDEN =
      new TensorSpec("hidden", ElementType.FLOAT32, true, List.of(3));

  private static Row row(int length, float start) {
    ByteBuffer tensor = ByteBuffer.allocate(HIDDEN.rowBytes(length)).order(ByteOrder.nativeOrder());
    for (int i = 0; i < 3 * length; i++) {
      tensor.putFloat(i * Float.BYTES, start + i);
    }
    return new Row(length, List.of(tensor));
  }

  @Test
  void padsShorterRowsWithZerosOverOldContent() {
    ByteBuffer batch = ByteBuffer.allocateDirect(2 * 2 * 12).order(ByteOrder.nativeOrder());
    for (int i = 0; i < batch.capacity(); i++) {
      batch.put(i, (byte) 7);
    }

    RowBatch.gather(List.of(row(1, 1), row(2, 10)), 0, HIDDEN, 2, batch);

    float[] values = new float[12];
    batch.asFloatBuffer().get(0, values);
    assertThat(values).containsExactly(1, 2, 3, 0, 0, 0, 10, 11, 12, 13, 14, 15);
  }

  @Test
  void refusesARowWhoseBytesDoNotFitItsLength() {
    Row wrong = new Row(2, row(1, 0).tensors());

    assertThatThrownBy(() -> RowBatch.gather(List.of(wrong), 0, HIDDEN, 2, ByteBuffer.allocate(64)))
        .hasMessageContainingAll("hidden", "length 2", "12 bytes", "must have 24");
  }

  @Property
  void scatterUndoesGather(
      @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 9) Integer> lengths) {
    List<Row> rows = new ArrayList<>();
    for (int length : lengths) {
      rows.add(row(length, rows.size() * 100));
    }
    int positions = RowBatch.positions(rows);
    ByteBuffer batch =
        ByteBuffer.allocateDirect(rows.size() * HIDDEN.rowBytes(positions))
            .order(ByteOrder.nativeOrder());

    RowBatch.gather(rows, 0, HIDDEN, positions, batch);

    for (int i = 0; i < rows.size(); i++) {
      assertThat(RowBatch.scatter(batch, HIDDEN, i, positions, rows.get(i).length()))
          .isEqualTo(rows.get(i).tensors().get(0));
    }
  }
}
