package dev.thermocline.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.thermocline.builder.graph.StageCutter;
import dev.thermocline.builder.graph.StageGraph;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to run the default encoder as a chain of stages instead of whole?
 *
 * <p>Same batch, one intra-op thread, full optimisation; a stage's output tensors are fed to the
 * next stage as they are. {@code stages=1} is the whole, uncut model. Build, then:
 *
 * <pre>{@code
 * java -Dencoder.dir=operators/builder/target/encoder \
 *   -jar operators/benchmarks/target/benchmarks.jar CutChain
 * }</pre>
 *
 * <p>Does not measure: heads, padding and compaction of rows, copies into Java, several threads at
 * once, or devices other than the CPU.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Threads(1)
@Fork(1)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 5, time = 4)
public class CutChainBenchmark {

  private static final int LAYERS = 12;
  private static final int VOCABULARY = 30522;

  @Param({"1", "6", "12"})
  public int stages = 1;

  @Param({"16", "32"})
  public int tokens = 16;

  @Param("8")
  public int rows = 8;

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final List<OrtSession> sessions = new ArrayList<>();
  private final Map<String, OnnxTensor> inputs = new HashMap<>();

  /** Cuts the encoder and opens one session a stage. */
  @Setup(Level.Trial)
  public void open() throws IOException, OrtException {
    Path encoder = encoder();
    if (stages == 1) {
      sessions.add(session(encoder));
    } else {
      int layersPerStage = LAYERS / stages;
      List<Integer> cuts =
          IntStream.range(1, stages).mapToObj(stage -> stage * layersPerStage).toList();
      for (StageGraph stage : StageCutter.read(encoder).cutAfter(cuts)) {
        Path file = Files.createTempFile("stage", ".onnx");
        stage.write(file);
        sessions.add(session(file));
        Files.delete(file);
      }
    }
    Random random = new Random(42);
    fill("input_ids", IntStream.generate(() -> 1 + random.nextInt(VOCABULARY - 1)));
    fill("attention_mask", IntStream.generate(() -> 1));
    fill("token_type_ids", IntStream.generate(() -> 0));
  }

  private static Path encoder() {
    String directory = System.getProperty("encoder.dir");
    if (directory == null) {
      throw new IllegalStateException(
          "system property encoder.dir is not set; it must name the folder with"
              + " bge-small-en-v1.5.onnx, such as operators/builder/target/encoder after a build;"
              + " pass -Dencoder.dir=FOLDER before -jar");
    }
    Path file = Path.of(directory, "bge-small-en-v1.5.onnx");
    if (!Files.exists(file)) {
      throw new IllegalStateException(
          "encoder.dir is '"
              + directory
              + "', which holds no bge-small-en-v1.5.onnx; build"
              + " operators/builder first, then name its target/encoder");
    }
    return file;
  }

  private OrtSession session(Path file) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
      return environment.createSession(file.toString(), options);
    }
  }

  private void fill(String name, IntStream values) throws OrtException {
    int size = rows * tokens;
    LongBuffer buffer =
        ByteBuffer.allocateDirect(size * Long.BYTES).order(ByteOrder.nativeOrder()).asLongBuffer();
    values.limit(size).forEach(buffer::put);
    long[] shape = {rows, tokens};
    inputs.put(name, OnnxTensor.createTensor(environment, buffer.flip(), shape));
  }

  /** Closes sessions and tensors. */
  @TearDown(Level.Trial)
  public void close() throws OrtException {
    inputs.values().forEach(OnnxTensor::close);
    for (OrtSession session : sessions) {
      session.close();
    }
  }

  /** One batch through all stages; gives the size of the last hidden state. */
  @Benchmark
  public long run() throws OrtException {
    return run(0, inputs);
  }

  private long run(int stage, Map<String, OnnxTensor> available) throws OrtException {
    OrtSession session = sessions.get(stage);
    Map<String, OnnxTensorLike> feeds = new HashMap<>();
    for (String name : session.getInputNames()) {
      OnnxTensor tensor = available.get(name);
      if (tensor == null) {
        throw new IllegalStateException(
            "stage "
                + (stage + 1)
                + " reads '"
                + name
                + "', which neither the batch nor the stage"
                + " before it gives; available: "
                + available.keySet());
      }
      feeds.put(name, tensor);
    }
    try (OrtSession.Result result = session.run(feeds)) {
      OnnxTensor hidden = (OnnxTensor) result.get(0);
      if (stage == sessions.size() - 1) {
        return hidden.getInfo().getNumElements();
      }
      Map<String, OnnxTensor> next = new HashMap<>(inputs);
      next.put(session.getOutputNames().iterator().next(), hidden);
      return run(stage + 1, next);
    }
  }
}
