package dev.thermocline.cli.demo;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been opened, in order. It is closed last first, by {@link #close} or, when the process
 * is told to end before that, on its way out.
 */
final class Opened implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Opened.class);

  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final Thread closeOnExit = new Thread(this::closeOnExit, "close-on-exit");
  private boolean closed;

  private Opened() {}

  static Opened start() {
    Opened opened = new Opened();
    Runtime.getRuntime().addShutdownHook(opened.closeOnExit);
    return opened;
  }

  /**
   * Takes charge of something that has just been opened.
   *
   * @throws IllegalStateException when all is closed already; the new one is closed then, too
   */
  synchronized <T extends AutoCloseable> T add(T resource) throws Exception {
    if (closed) {
      resource.close();
      throw new IllegalStateException("all is closed already; nothing can be opened any more");
    }
    open.push(resource);
    return resource;
  }

  /** Closes everything, also when closing one of them fails; a second call does nothing. */
  @Override
  public void close() throws Exception {
    try {
      Runtime.getRuntime().removeShutdownHook(closeOnExit);
    } catch (IllegalStateException e) {
      LOG.debug("the process is ending already and closes everything itself", e);
    }
    closeAll();
  }

  private synchronized void closeAll() throws Exception {
    closed = true;
    @Nullable Exception failure = null;
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void closeOnExit() {
    try {
      closeAll();
    } catch (Exception e) {
      LOG.warn("not everything closed cleanly", e);
    }
  }
}
