package dev.thermocline.benchmarks;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.thermocline.builder.graph.StageCutter;
import dev.thermocline.builder.graph.StageGraph;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
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
import org.openjdk.jmh.annotations.AuxCounters;
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
 * <p>One operation runs the same batch through the whole model and through the chain, in turn, on
 * one intra-op thread at full optimisation; a stage's output tensors are fed to the next stage as
 * they are. {@link Cost} reports processor time of both and their ratio, so that other load on the
 * machine hits both sides alike. Build, then:
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
@Measurement(iterations = 1, time = 20) // JMH adds event counters up over iterations.
public class CutChainBenchmark {

  private static final int LAYERS = 12;
  private static final int VOCABULARY = 30522;
  private static final double NANOS_PER_MILLI = 1e6;

  /** Processor time of the two sides in one iteration. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.EVENTS)
  public static class Cost {
    private long rounds;
    private long wholeNanos;
    private long chainNanos;

    /** Starts a new iteration. */
    @Setup(Level.Iteration)
    public void reset() {
      rounds = 0;
      wholeNanos = 0;
      chainNanos = 0;
    }

    /** Milliseconds of processor time a batch costs in the whole model. */
    public double wholeMillis() {
      return wholeNanos / NANOS_PER_MILLI / rounds;
    }

    /** Milliseconds of processor time a batch costs in the chain. */
    public double chainMillis() {
      return chainNanos / NANOS_PER_MILLI / rounds;
    }

    /** The chain's processor time over the whole model's. */
    public double chainOverWhole() {
      return (double) chainNanos / wholeNanos;
    }
  }

  @Param({"6", "12"})
  public int stages = 6;

  @Param({"16", "32"})
  public int tokens = 16;

  @Param("8")
  public int rows = 8;

  private final ThreadMXBean clock = ManagementFactory.getThreadMXBean();
  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final List<OrtSession> whole = new ArrayList<>();
  private final List<OrtSession> chain = new ArrayList<>();
  private final Map<String, OnnxTensor> inputs = new HashMap<>();

  /** Cuts the encoder and opens one session for the whole and one a stage. */
  @Setup(Level.Trial)
  public void open() throws IOException, OrtException {
    Path encoder = encoder();
    whole.add(session(encoder));
    int layersPerStage = LAYERS / stages;
    List<Integer> cuts =
        IntStream.range(1, stages).mapToObj(stage -> stage * layersPerStage).toList();
    for (StageGraph stage : StageCutter.read(encoder).cutAfter(cuts)) {
      Path file = Files.createTempFile("stage", ".onnx");
      stage.write(file);
      chain.add(session(file));
      Files.delete(file);
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
    for (OrtSession session : whole) {
      session.close();
    }
    for (OrtSession session : chain) {
      session.close();
    }
  }

  /** One batch through the whole model, then through the chain. */
  @Benchmark
  public long wholeThenChain(Cost cost) throws OrtException {
    long start = clock.getCurrentThreadCpuTime();
    long elements = run(whole, 0, inputs);
    long between = clock.getCurrentThreadCpuTime();
    elements += run(chain, 0, inputs);
    cost.rounds++;
    cost.wholeNanos += between - start;
    cost.chainNanos += clock.getCurrentThreadCpuTime() - between;
    return elements;
  }

  private long run(List<OrtSession> sessions, int stage, Map<String, OnnxTensor> available)
      throws OrtException {
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
      return run(sessions, stage + 1, next);
    }
  }
}
