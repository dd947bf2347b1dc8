package dev.thermocline.engine.stage.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.thermocline.engine.bundle.ElementType;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The tensors of one run, over the memory of a workspace; closed in the call that made them. */
final class OnnxRun implements AutoCloseable {
  private final OrtEnvironment environment;
  private final Map<String, OnnxTensor> inputs = new HashMap<>();
  private final Map<String, OnnxTensor> pinned = new HashMap<>();

  OnnxRun(OrtEnvironment environment) {
    this.environment = environment;
  }

  /** Adds an input that reads the memory; no copy is made. */
  void input(String name, ElementType type, long[] shape, ByteBuffer memory) throws OrtException {
    inputs.put(name, tensor(type, shape, memory));
  }

  /** Adds an output that is written into the memory. */
  void output(String name, ElementType type, long[] shape, ByteBuffer memory) throws OrtException {
    pinned.put(name, tensor(type, shape, memory));
  }

  private OnnxTensor tensor(ElementType type, long[] shape, ByteBuffer memory) throws OrtException {
    OnnxJavaType javaType =
        switch (type) {
          case INT64 -> OnnxJavaType.INT64;
          case FLOAT32 -> OnnxJavaType.FLOAT;
        };
    OnnxTensor tensor = OnnxTensor.createTensor(environment, memory, shape, javaType);
    NativeCounts.TENSORS.increment();
    return tensor;
  }

  void run(OrtSession session, OrtSession.RunOptions options) throws OrtException {
    OrtSession.Result result = session.run(inputs, Set.of(), pinned, options);
    NativeCounts.RESULTS.increment();
    result.close();
    NativeCounts.RESULTS.decrement();
  }

  @Override
  public void close() {
    close(inputs);
    close(pinned);
  }

  private static void close(Map<String, OnnxTensor> tensors) {
    for (OnnxTensor tensor : tensors.values()) {
      tensor.close();
      NativeCounts.TENSORS.decrement();
    }
    tensors.clear();
  }
}
