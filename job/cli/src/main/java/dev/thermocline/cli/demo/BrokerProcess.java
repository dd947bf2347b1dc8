package dev.thermocline.cli.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A broker that is this process: it runs until the process is told to end, and stops cleanly. */
public final class BrokerProcess {

  private BrokerProcess() {}

  /**
   * Runs a broker; returns only when interrupted.
   *
   * @param directory where its data are kept; null = a temporary one, deleted at the end
   * @param port to listen on; 0 = a free one
   * @param ready told the value for {@code bootstrap.servers} once it accepts clients
   * @throws Exception when it does not start, such as over a port that is taken
   */
  public static void run(@Nullable Path directory, int port, Consumer<String> ready)
      throws Exception {
    Opened opened = Opened.start();
    try {
      ready.accept(opened.add(broker(opened, directory, port)).bootstrapServers());
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      opened.close();
    }
  }

  private static EmbeddedBroker broker(Opened opened, @Nullable Path directory, int port)
      throws Exception {
    if (directory != null) {
      return EmbeddedBroker.keeping(directory, port);
    }
    Path temporary = Files.createTempDirectory("thermocline-broker");
    opened.add(() -> TemporaryFiles.delete(temporary));
    return EmbeddedBroker.keeping(temporary, port);
  }
}
