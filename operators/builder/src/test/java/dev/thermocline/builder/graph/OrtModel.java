package dev.thermocline.builder.graph;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** An ONNX file run by ONNX Runtime on one thread. */
final class OrtModel implements AutoCloseable {

  private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();

  private final OrtSession session;

  OrtModel(Path file, OrtSession.SessionOptions.OptLevel level) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setOptimizationLevel(level);
      session = ENVIRONMENT.createSession(file.toString(), options);
    }
  }

  /** Feeds the inputs this model declares, ignoring others, and gives all outputs by name. */
  Map<String, Tensor> run(Map<String, Tensor> available) throws OrtException {
    Map<String, OnnxTensor> feeds = new LinkedHashMap<>();
    try {
      for (String name : session.getInputNames()) {
        feeds.put(name, create(Tensor.in(available, name)));
      }
      Map<String, Tensor> outputs = new LinkedHashMap<>();
      try (OrtSession.Result result = session.run(feeds)) {
        for (var entry : result) {
          OnnxTensor tensor = (OnnxTensor) entry.getValue();
          float[] values = new float[tensor.getFloatBuffer().remaining()];
          tensor.getFloatBuffer().get(values);
          outputs.put(entry.getKey(), Tensor.of(tensor.getInfo().getShape(), values));
        }
      }
      return outputs;
    } finally {
      feeds.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor create(Tensor tensor) throws OrtException {
    return tensor.longs().length > 0
        ? OnnxTensor.createTensor(ENVIRONMENT, LongBuffer.wrap(tensor.longs()), tensor.shape())
        : OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(tensor.floats()), tensor.shape());
  }

  @Override
  public void close() throws OrtException {
    session.close();
  }
}
