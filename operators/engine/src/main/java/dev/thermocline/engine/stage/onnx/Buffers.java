package dev.thermocline.engine.stage.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.thermocline.engine.bundle.ElementType;
import dev.thermocline.engine.bundle.TensorSpec;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Direct memory for the inputs and outputs of one run; grows to the largest batch seen. */
final class Buffers {
  private final ByteBuffer[] memory;

  Buffers(int tensors) {
    memory = new ByteBuffer[tensors];
    Arrays.fill(memory, ByteBuffer.allocateDirect(0));
  }

  /** The memory of one tensor with room for {@code bytes}; its content is undefined. */
  ByteBuffer reserve(int tensor, int bytes) {
    if (memory[tensor].capacity() < bytes) {
      int capacity = Math.max(bytes, Math.min(2 * memory[tensor].capacity(), 1 << 26));
      memory[tensor] = ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
    }
    return memory[tensor];
  }

  ByteBuffer get(int tensor) {
    return memory[tensor];
  }

  /** A tensor over the first bytes of reserved memory; no copy is made. */
  OnnxTensor tensor(OrtEnvironment environment, int tensor, ElementType type, long[] shape)
      throws OrtException {
    long bytes = type.bytes();
    for (long dimension : shape) {
      bytes *= dimension;
    }
    ByteBuffer view =
        memory[tensor].slice(0, Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
    OnnxJavaType javaType =
        switch (type) {
          case INT64 -> OnnxJavaType.INT64;
          case FLOAT32 -> OnnxJavaType.FLOAT;
        };
    return OnnxTensor.createTensor(environment, view, shape, javaType);
  }

  /** Shape of a batch tensor: {@code [B] + rowShape} or {@code [B, S] + rowShape}. */
  static long[] shape(TensorSpec spec, int batch, int positions) {
    List<Integer> row = spec.rowShape();
    int lead = spec.sequence() ? 2 : 1;
    long[] shape = new long[lead + row.size()];
    shape[0] = batch;
    if (spec.sequence()) {
      shape[1] = positions;
    }
    for (int i = 0; i < row.size(); i++) {
      shape[lead + i] = row.get(i);
    }
    return shape;
  }
}
