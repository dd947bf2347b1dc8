package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;

/**
 * Waits for files that {@link CommittedFiles} writes: the first ones with the first checkpoint, the
 * next ones with the next.
 */
final class NewFiles implements AutoCloseable {
  private final WatchService watcher;

  NewFiles(Path directory) throws IOException {
    watcher = directory.getFileSystem().newWatchService();
    directory.register(watcher, StandardWatchEventKinds.ENTRY_CREATE);
  }

  /** Returns when so many were created since it was made or last returned. */
  void await(int files) throws InterruptedException {
    int created = 0;
    while (created < files) {
      WatchKey key = watcher.poll(60, TimeUnit.SECONDS);
      assertThat(key).as("a checkpoint").isNotNull();
      created += key.pollEvents().size();
      key.reset();
    }
  }

  @Override
  public void close() throws IOException {
    watcher.close();
  }
}
