package dev.thermocline.cli.cluster;

import dev.thermocline.cli.demo.TinyBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What faults are struck at: the job with one bundle, at one rung for every record, so that a
 * record's result does not depend on the load. At that rung at least a fifth of the records reach
 * the last stage.
 *
 * @param name it is told by
 * @param records sent for a fault that strikes once
 * @param flink Flink's configuration where it differs, each {@code key=value}
 * @param options of the job, each {@code key=value}
 * @param replay options of {@code thermocline replay} that say what is sent
 */
record Trial(
    String name, int records, List<String> flink, List<String> options, List<String> replay) {

  /** Most records in flight in one subtask: enough that a savepoint holds some. */
  static final int IN_FLIGHT_MAX = 256;

  /** Slow enough that the load outlasts what a fault and the metrics take to be seen. */
  private static final int SMALL_WORK = 120;

  private static final int SMALL_RUNG = 1;
  private static final int DEFAULT_RUNG = 4;

  /** Three small stages: for volume. */
  static Trial small(int records) throws IOException {
    Path directory = Files.createDirectories(Programs.beside("faults"));
    Path bundle = TinyBundle.write(directory.resolve("bundle"), SMALL_WORK);
    Path data = Texts.write(directory.resolve("data.jsonl"), TinyBundle.examples(500, 3));
    return new Trial(
        "small",
        records,
        List.of(
            "taskmanager.memory.task.heap.size=256m", "taskmanager.memory.task.off-heap.size=256m"),
        options(SMALL_RUNG, "bundle.path=" + bundle),
        List.of("--data=" + data));
  }

  /** The distribution's bundle and its test split: the real encoder. */
  static Trial standard(int records) {
    return new Trial("default", records, List.of(), options(DEFAULT_RUNG), List.of());
  }

  private static List<String> options(int rung, String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "control.mode=static",
                "control.static-rung=" + rung,
                "inflight.max=" + IN_FLIGHT_MAX,
                "execution.checkpointing.interval=1 s"));
    options.addAll(List.of(more));
    return List.copyOf(options);
  }
}
