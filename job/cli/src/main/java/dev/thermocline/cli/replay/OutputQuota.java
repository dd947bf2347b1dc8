package dev.thermocline.cli.replay;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A quota of the brokers on the producers of one client id while a schedule limits the output: they
 * are slowed down as a slow sink would. It is lifted at the end of that time, by {@link #close}, or
 * when the process is told to end; also one that the brokers took without saying so. A quota that
 * someone else has set for that id is never touched.
 */
public final class OutputQuota implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(OutputQuota.class);
  private static final String BYTE_RATE = "producer_byte_rate";
  private static final double MILLIS = 1000;

  private final @Nullable Limited limited;

  private OutputQuota(@Nullable Limited limited) {
    this.limited = limited;
  }

  /**
   * Holds the producers back when their time comes; does nothing where the schedule has no limit.
   *
   * @param startMillis wall clock of the schedule's zero
   * @param kafka settings of the Kafka clients, the brokers among them
   * @param clientId {@code client.id} of the producers
   * @param recordBytes what a record of theirs takes up
   * @throws IllegalArgumentException when that is the id of the generator's own producer
   * @throws IllegalStateException when the brokers have such a quota already, or do not say
   */
  public static OutputQuota of(
      Schedule schedule,
      long startMillis,
      Map<String, String> kafka,
      String clientId,
      double recordBytes)
      throws InterruptedException {
    return of(
        schedule, startMillis, () -> Admin.create(new HashMap<>(kafka)), clientId, recordBytes);
  }

  static OutputQuota of(
      Schedule schedule,
      long startMillis,
      Supplier<Admin> brokers,
      String clientId,
      double recordBytes)
      throws InterruptedException {
    Optional<Schedule.OutputLimit> limit = schedule.outputLimit();
    if (limit.isEmpty()) {
      return new OutputQuota(null);
    }
    requireOthers(clientId);
    Trace.Window window = limit.get().window();
    Limited limited =
        new Limited(
            brokers.get(),
            clientId,
            Math.max(Math.rint(limit.get().recordsPerSecond() * recordBytes), 1),
            (long) (startMillis + window.fromSeconds() * MILLIS),
            (long) (startMillis + window.toSeconds() * MILLIS));
    limited.start();
    return new OutputQuota(limited);
  }

  /**
   * Refuses the id of the generator's own producer.
   *
   * @throws IllegalArgumentException naming it
   */
  public static void requireOthers(String clientId) {
    if (clientId.equals(Sender.CLIENT_ID)) {
      throw new IllegalArgumentException(
          "--output-client-id is "
              + clientId
              + ", which is the generator's own; allowed is any other client.id: give the job"
              + " another kafka.client.id");
    }
  }

  /**
   * Returns when nothing has gone wrong so far.
   *
   * @throws IllegalStateException when the brokers refused the quota or its end
   */
  public void check() {
    Exception error = limited == null ? null : limited.failure;
    if (limited != null && error != null) {
      throw limited.failed(error);
    }
  }

  /** Lifts the quota if it is set, and returns when it is. */
  @Override
  public void close() throws InterruptedException {
    if (limited != null) {
      limited.end();
      check();
    }
  }

  /** The quota of a schedule that has one. */
  private static final class Limited {

    private final Admin admin;
    private final String clientId;
    private final double bytesPerSecond;
    private final long fromMillis;
    private final long toMillis;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "output-quota");
    private final Thread liftOnExit = new Thread(this::lift, "lift-output-quota");
    private boolean set;
    private volatile @Nullable Exception failure;

    Limited(Admin admin, String clientId, double bytesPerSecond, long fromMillis, long toMillis) {
      this.admin = admin;
      this.clientId = clientId;
      this.bytesPerSecond = bytesPerSecond;
      this.fromMillis = fromMillis;
      this.toMillis = toMillis;
    }

    void start() throws InterruptedException {
      try {
        requireNone();
      } catch (ExecutionException e) {
        admin.close();
        throw failed(e);
      } catch (IllegalStateException e) {
        admin.close();
        throw e;
      }
      Runtime.getRuntime().addShutdownHook(liftOnExit);
      thread.setDaemon(true);
      thread.start();
    }

    /** Lifting would delete a quota that was there before. */
    private void requireNone() throws ExecutionException, InterruptedException {
      ClientQuotaFilter exactly =
          ClientQuotaFilter.containsOnly(
              List.of(ClientQuotaFilterComponent.ofEntity(ClientQuotaEntity.CLIENT_ID, clientId)));
      for (Map<String, Double> quotas :
          admin.describeClientQuotas(exactly).entities().get().values()) {
        if (quotas.containsKey(BYTE_RATE)) {
          throw new IllegalStateException(
              "client.id "
                  + clientId
                  + " has a quota, "
                  + BYTE_RATE
                  + "="
                  + quotas.get(BYTE_RATE)
                  + "; allowed is an id without one: lift it, or give the job another"
                  + " kafka.client.id");
        }
      }
    }

    private void run() {
      try {
        if (!endedBy(fromMillis)) {
          impose();
          endedBy(toMillis);
        }
      } catch (ExecutionException | RuntimeException e) {
        failure = e;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = e;
      } finally {
        lift();
      }
    }

    IllegalStateException failed(Exception error) {
      return new IllegalStateException(
          "the quota on producers with client.id "
              + clientId
              + " failed: "
              + error.getMessage()
              + "; who replays this trace needs the rights to describe and to alter quotas",
          error);
    }

    private boolean endedBy(long millis) throws InterruptedException {
      return ended.await(millis - System.currentTimeMillis(), TimeUnit.MILLISECONDS);
    }

    private synchronized void impose() throws ExecutionException, InterruptedException {
      if (ended.getCount() > 0) {
        requireNone();
        set = true;
        alter(bytesPerSecond);
      }
    }

    private synchronized void lift() {
      ended.countDown();
      if (!set) {
        return;
      }
      try {
        alter(null);
        set = false;
      } catch (ExecutionException e) {
        failure = e;
        LOG.warn("the quota on client id {} stays; lift it by hand", clientId, e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        failure = e;
      }
    }

    private void alter(@Nullable Double rate) throws ExecutionException, InterruptedException {
      ClientQuotaEntity producers =
          new ClientQuotaEntity(Map.of(ClientQuotaEntity.CLIENT_ID, clientId));
      admin
          .alterClientQuotas(
              List.of(
                  new ClientQuotaAlteration(
                      producers, List.of(new ClientQuotaAlteration.Op(BYTE_RATE, rate)))))
          .all()
          .get();
    }

    void end() throws InterruptedException {
      ended.countDown();
      thread.join();
      lift();
      try {
        Runtime.getRuntime().removeShutdownHook(liftOnExit);
      } catch (IllegalStateException e) {
        LOG.debug("the process is ending already", e);
      }
      admin.close();
    }
  }
}
