package dev.thermocline.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several processes that start with the same zip file at the same moment. */
@Timeout(120)
class BundleCacheProcessTest {
  private static final int PROCESSES = 3;

  /** Large enough that unpacking takes longer than the starts are apart. */
  private static final int WEIGHTS = 2 << 20;

  @TempDir Path temp;

  @Test
  void allReadTheSameBundleAndNoneLeavesAnythingElse() throws Exception {
    Path root = temp.resolve("cache");
    Path zip = temp.resolve("packed.zip");
    BundleFixture fixture = new BundleFixture(temp.resolve("bundle")).write();
    fixture.replaceFirstStage(model());
    BundleArchive.pack(fixture.directory, zip);

    List<Process> processes = new ArrayList<>();
    try {
      for (int i = 0; i < PROCESSES; i++) {
        processes.add(start(root, zip));
      }
      for (Process process : processes) {
        assertThat(process.inputReader().readLine()).isEqualTo(ProcessThatUnpacks.READY);
      }
      for (Process process : processes) {
        Writer line = process.outputWriter();
        line.write("go\n");
        line.flush();
      }

      for (Process process : processes) {
        assertThat(process.inputReader().readLine()).isEqualTo(fixture.manifest().id());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
      }
    } finally {
      for (Process process : processes) {
        process.destroyForcibly().waitFor();
      }
    }
    try (Stream<Path> left = Files.list(root)) {
      assertThat(left).hasSize(2);
    }
  }

  private static Process start(Path root, Path zip) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-Dlog4j2.level=ERROR",
            "-cp",
            System.getProperty("java.class.path"),
            ProcessThatUnpacks.class.getName(),
            root.toString(),
            zip.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static byte[] model() {
    Random random = new Random(1);
    TensorProto.Builder noise = TensorProto.newBuilder();
    for (int i = 0; i < WEIGHTS; i++) {
      noise.addFloatData(random.nextFloat());
    }
    return ModelProto.newBuilder()
        .setGraph(GraphProto.newBuilder().addInitializer(noise))
        .build()
        .toByteArray();
  }
}
