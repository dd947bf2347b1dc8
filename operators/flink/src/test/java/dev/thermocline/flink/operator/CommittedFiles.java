package dev.thermocline.flink.operator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * An exactly-once sink: the lines a checkpoint covers become one file once it is complete. What is
 * written after the last checkpoint is never seen.
 */
final class CommittedFiles implements Sink<String>, SupportsCommitter<String> {
  private static final long serialVersionUID = 1L;

  private final String directory;
  private final String run;

  /**
   * Makes a sink.
   *
   * @param directory where the files go; exists
   * @param run the run that writes, in order of the alphabet
   */
  CommittedFiles(Path directory, String run) {
    this.directory = directory.toString();
    this.run = run;
  }

  /** Every committed line; those of one subtask of one run in the order they were written. */
  static List<String> lines(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(file -> !file.toString().endsWith(".part"))
          .sorted()
          .flatMap(CommittedFiles::linesOf)
          .toList();
    }
  }

  private static Stream<String> linesOf(Path file) {
    try {
      return Files.readAllLines(file).stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CommittingSinkWriter<String, String> createWriter(WriterInitContext context) {
    return new Writer(run + "-" + context.getTaskInfo().getIndexOfThisSubtask());
  }

  @Override
  public Committer<String> createCommitter(CommitterInitContext context) {
    return new FileCommitter(directory);
  }

  @Override
  public SimpleVersionedSerializer<String> getCommittableSerializer() {
    return new Utf8();
  }

  private static final class Writer implements CommittingSinkWriter<String, String> {
    private final String name;
    private final List<String> open = new ArrayList<>();
    private int commits;

    Writer(String name) {
      this.name = name;
    }

    @Override
    public void write(String line, Context context) {
      open.add(line);
    }

    @Override
    public void flush(boolean endOfInput) {}

    @Override
    public Collection<String> prepareCommit() {
      if (open.isEmpty()) {
        return List.of();
      }
      String file = "%s-%06d".formatted(name, commits++);
      String committable = file + "\n" + String.join("\n", open);
      open.clear();
      return List.of(committable);
    }

    @Override
    public void close() {}
  }

  private record FileCommitter(String directory) implements Committer<String> {
    @Override
    public void commit(Collection<CommitRequest<String>> requests) throws IOException {
      for (CommitRequest<String> request : requests) {
        String[] parts = request.getCommittable().split("\n", 2);
        Path part = Path.of(directory, parts[0] + ".part");
        Files.writeString(part, parts[1] + "\n");
        Files.move(part, Path.of(directory, parts[0]), StandardCopyOption.ATOMIC_MOVE);
      }
    }

    @Override
    public void close() {}
  }

  private static final class Utf8 implements SimpleVersionedSerializer<String> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String deserialize(int version, byte[] bytes) {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }
}
