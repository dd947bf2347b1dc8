package dev.thermocline.cli.cluster;

import dev.thermocline.cli.cluster.ProcessCluster.Signal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Something that happens to a cluster while a job runs on it, and what is done about it.
 *
 * @param name it is told and chosen by
 * @param load times the records of a trial it takes: those that strike again and again need more
 * @param flink Flink's configuration where it needs another, each {@code key=value}
 * @param blow what happens
 */
record Fault(String name, int load, List<String> flink, Blow blow) {

  /** With these Flink gives up a process that is silent for 10 s, by default for 50. */
  private static final List<String> IMPATIENT =
      List.of("heartbeat.interval=2 s", "heartbeat.timeout=10 s");

  /** No fault: what the others are compared with. */
  static final Fault NONE = of("none", job -> {});

  /** Every fault; a further one is a line here. */
  static final List<Fault> ALL =
      List.of(
          of("task-manager-killed", killed("tm1")),
          of("task-manager-terminated", terminated("tm1")),
          of("task-manager-paused", paused("tm1", Duration.ofSeconds(20))),
          new Fault("task-manager-given-up", 1, IMPATIENT, replaced("tm1", "tm3")),
          of("job-manager-killed", jobManagerKilled()),
          of("broker-restarted", restarted("broker", Duration.ofSeconds(10))),
          of("broker-killed", killed("broker")),
          new Fault("rescaled", 2, List.of(), rescaled(1, 2)),
          new Fault("cancelled-10-times", 6, List.of(), cancelled(10)));

  /** What happens to the job's cluster; each stroke follows on {@link FaultedJob#aim}. */
  @FunctionalInterface
  interface Blow {
    void strike(FaultedJob job) throws IOException, InterruptedException;
  }

  /** The fault of that name. */
  static Fault named(String name) {
    return ALL.stream().filter(fault -> fault.name().equals(name)).findFirst().orElseThrow();
  }

  private static Fault of(String name, Blow blow) {
    return new Fault(name, 1, List.of(), blow);
  }

  /** A process ends at once and is started again, as by a supervisor. */
  private static Blow killed(String process) {
    return job -> {
      job.aim().signal(process, Signal.KILL);
      job.cluster().start(process);
    };
  }

  /** A process is asked to end, and is started again when it has. */
  private static Blow terminated(String process) {
    return job -> {
      job.aim().signal(process, Signal.TERM);
      job.cluster().stop(process);
      job.cluster().start(process);
    };
  }

  /** A process is asked to end and is away for a while. */
  private static Blow restarted(String process, Duration away) {
    return job -> {
      job.aim().stop(process);
      pass(away);
      job.cluster().start(process);
    };
  }

  /** A process stands still for less time than Flink takes to give it up. */
  private static Blow paused(String process, Duration still) {
    return job -> {
      job.aim().signal(process, Signal.STOP);
      pass(still);
      job.cluster().signal(process, Signal.CONT);
    };
  }

  /** A process stands still until another has taken its place, and then goes on. */
  private static Blow replaced(String process, String successor) {
    return job -> {
      job.aim().signal(process, Signal.STOP);
      job.cluster().start(successor);
      pass(Duration.ofSeconds(30));
      job.cluster().signal(process, Signal.CONT);
    };
  }

  /** The job manager ends at once, its job with it; that goes on from its last checkpoint. */
  private static Blow jobManagerKilled() {
    return job -> {
      job.aim().signal("jm", Signal.KILL);
      job.cluster().start("jm");
      job.resume(job.cluster().lastCheckpoint());
    };
  }

  /** The job is stopped with a savepoint and goes on at another parallelism, time and again. */
  private static Blow rescaled(int... parallelisms) {
    return job -> {
      for (int parallelism : parallelisms) {
        job.resume(job.aim().stopJob(), parallelism);
      }
    };
  }

  /** The job is cancelled and submitted from its last checkpoint, time and again. */
  private static Blow cancelled(int times) {
    return job -> {
      for (int i = 0; i < times; i++) {
        job.aim().cancelJob();
        job.resume(job.cluster().lastCheckpoint());
      }
    };
  }

  private static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
