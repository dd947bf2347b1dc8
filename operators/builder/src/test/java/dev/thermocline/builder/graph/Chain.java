package dev.thermocline.builder.graph;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.SessionOptions.OptLevel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs stages one after the other the way the engine feeds them: model inputs and activations. */
final class Chain {

  private Chain() {}

  /** Outputs of the last stage per feed; one session is open at a time. */
  static List<Map<String, Tensor>> run(
      List<StageGraph> stages, List<Map<String, Tensor>> feeds, Path directory, OptLevel level)
      throws IOException, OrtException {
    List<Map<String, Tensor>> available = new ArrayList<>();
    feeds.forEach(feed -> available.add(new HashMap<>(feed)));
    List<Map<String, Tensor>> last = List.of();
    for (StageGraph stage : stages) {
      Path file = directory.resolve("stage.onnx");
      stage.write(file);
      last = runFile(file, available, level);
      for (int i = 0; i < feeds.size(); i++) {
        available.get(i).putAll(last.get(i));
      }
    }
    return last;
  }

  static List<Map<String, Tensor>> runFile(
      Path file, List<Map<String, Tensor>> feeds, OptLevel level) throws OrtException {
    List<Map<String, Tensor>> outputs = new ArrayList<>();
    try (OrtModel model = new OrtModel(file, level)) {
      for (Map<String, Tensor> feed : feeds) {
        outputs.add(model.run(feed));
      }
    }
    return outputs;
  }

  /** Largest difference between two lists of single-output results. */
  static double distance(List<Map<String, Tensor>> left, List<Map<String, Tensor>> right) {
    double worst = 0;
    for (int i = 0; i < left.size(); i++) {
      Tensor a = left.get(i).values().iterator().next();
      Tensor b = right.get(i).values().iterator().next();
      worst = Math.max(worst, a.distance(b));
    }
    return worst;
  }
}
