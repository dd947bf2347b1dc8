package dev.thermocline.flink.operator;

import dev.thermocline.engine.cascade.Outcome;
import dev.thermocline.engine.cascade.OutcomeSink;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.util.FlinkException;
import org.apache.flink.util.function.RunnableWithException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries outcomes from lane threads to the task thread; many outcomes share one mail.
 *
 * @param <T> what the operator attached to a record
 */
final class ResultInbox<T> implements OutcomeSink<T> {
  private static final Logger LOG = LoggerFactory.getLogger(ResultInbox.class);

  private final MailboxExecutor mailbox;
  private final RunnableWithException onArrival;
  private final ConcurrentLinkedQueue<List<Outcome<T>>> arrived = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean mailed = new AtomicBoolean();

  /**
   * Makes an empty inbox.
   *
   * @param mailbox the task's mailbox, at the operator's priority
   * @param onArrival run on the task thread when there is something to {@link #poll}
   */
  ResultInbox(MailboxExecutor mailbox, RunnableWithException onArrival) {
    this.mailbox = mailbox;
    this.onArrival = onArrival;
  }

  @Override
  public void completed(List<Outcome<T>> outcomes) {
    arrived.add(outcomes);
    if (mailed.compareAndSet(false, true)) {
      send(this::arrive, "early exit: take results");
    }
  }

  @Override
  public void laneFailed(Throwable cause) {
    send(
        () -> {
          if (cause instanceof Error error) {
            // Flink ends a task manager that is out of memory, and must recognise it to do so.
            throw error;
          }
          throw new FlinkException("the early-exit engine failed: " + cause.getMessage(), cause);
        },
        "early exit: fail the task");
  }

  /** The next results; null when there are none. Task thread only. */
  @Nullable List<Outcome<T>> poll() {
    return arrived.poll();
  }

  private void arrive() throws Exception {
    mailed.set(false);
    onArrival.run();
  }

  private void send(RunnableWithException mail, String name) {
    try {
      mailbox.execute(mail::run, name);
    } catch (RejectedExecutionException e) {
      // The mailbox closes only when the task ends without waiting for results, as on cancellation;
      // its records run again from the last checkpoint.
      LOG.debug("The task has ended; dropped a mail: {}", name, e);
    }
  }
}
