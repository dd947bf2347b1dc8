package dev.thermocline.engine.stage.onnx;

import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.runtime.SharedStages;
import dev.thermocline.engine.runtime.ShutdownGate;
import dev.thermocline.engine.stage.StageOutput;
import java.io.File;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * Main class of a process that runs the engine several times, as Flink does for several jobs: each
 * time in a class loader of its own, with ONNX Runtime in the loader above. Prints how many of them
 * are gone in the end. Its argument is a directory for the model.
 */
final class JobsInOwnLoaders {
  static final int JOBS = 3;

  private static final int COLLECTIONS = 50;
  private static final long WAIT_MILLIS = 100;

  private JobsInOwnLoaders() {}

  public static void main(String[] arguments) throws Exception {
    // Logging is not a job's: it has threads of its own.
    LoggerFactory.getLogger(JobsInOwnLoaders.class).debug("starting");
    ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();
    List<WeakReference<ClassLoader>> jobs = new ArrayList<>();
    for (int i = 0; i < JOBS; i++) {
      jobs.add(run(Path.of(arguments[0]), gone));
    }
    for (int i = 0; i < COLLECTIONS && gone(jobs) < JOBS - 1; i++) {
      System.gc();
      gone.remove(WAIT_MILLIS);
    }
    System.out.println(gone(jobs));
  }

  private static long gone(List<WeakReference<ClassLoader>> loaders) {
    return loaders.stream().filter(loader -> loader.refersTo(null)).count();
  }

  private static WeakReference<ClassLoader> run(Path directory, ReferenceQueue<ClassLoader> gone)
      throws Exception {
    try (ChildFirst loader = new ChildFirst()) {
      Class<?> job = loader.loadClass(Job.class.getName());
      if (job == Job.class) {
        throw new AssertionError("the job is not in a loader of its own");
      }
      job.getMethod("run", Path.class).invoke(null, directory);
      return new WeakReference<>(loader, gone);
    }
  }

  /** What a job does with the engine. */
  public static final class Job {
    private Job() {}

    /** Opens the stages of a bundle, runs one and closes them. */
    public static void run(Path directory) throws Exception {
      Bundle bundle = TinyChain.doubling(directory);
      try (SharedStages.Lease lease =
              SharedStages.ofProcess()
                  .lease(bundle, List.of("cpu", "cpu"), new OnnxStages(ShutdownGate.ofProcess()));
          StageOutput output = lease.stages().get(0).run(List.of(TinyChain.row(1, 2)))) {
        output.head();
      }
    }
  }

  /** Loads this project's classes itself and everything else from the loader above. */
  private static final class ChildFirst extends URLClassLoader {
    ChildFirst() throws Exception {
      super(classPath(), JobsInOwnLoaders.class.getClassLoader());
    }

    private static URL[] classPath() throws Exception {
      String[] entries = System.getProperty("java.class.path").split(File.pathSeparator, -1);
      URL[] urls = new URL[entries.length];
      for (int i = 0; i < urls.length; i++) {
        urls[i] = Path.of(entries[i]).toUri().toURL();
      }
      return urls;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (!name.startsWith("dev.thermocline.")) {
          return super.loadClass(name, resolve);
        }
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    }
  }
}
