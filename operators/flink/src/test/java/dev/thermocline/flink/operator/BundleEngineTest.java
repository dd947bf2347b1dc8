package dev.thermocline.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.thermocline.engine.runtime.SharedStages;
import dev.thermocline.flink.config.EarlyExitOptions;
import dev.thermocline.flink.config.EarlyExitSettings;
import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.util.ChildFirstClassLoader;
import org.apache.flink.util.FlinkUserCodeClassLoader;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleEngineTest {

  @TempDir Path bundle;

  @BeforeEach
  void writeBundle() throws Exception {
    TinyBundle.write(bundle);
  }

  @Test
  void fewerRecordsInFlightThanABatchPerStageAreRefused() {
    EarlyExitSettings settings = TestSettings.bundle(bundle.toString(), 15);

    assertThatThrownBy(() -> BundleEngine.open(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("inflight.max is '15'; allowed: at least 16, the 2 stages of bundle")
        .hasMessageEndingWith("x batch.max-size 8; raise it or lower batch.max-size");
    assertThat(SharedStages.ofProcess().open()).isZero();
  }

  @Test
  void aBatchPerStageInFlightIsEnough() throws Exception {
    EarlyExitSettings settings = TestSettings.bundle(bundle.toString(), 16);

    try (Engine engine = BundleEngine.open(settings)) {
      assertThat(engine.bundle().exits()).isEqualTo(2);
    }

    assertThat(SharedStages.ofProcess().open()).isZero();
  }

  @Test
  void anSloThatTheLingerAloneTakesIsWarnedOf() throws Exception {
    EarlyExitSettings settings =
        EarlyExitOptions.settings(
            Configuration.fromMap(
                Map.of(
                    "bundle.path", bundle.toString(),
                    "batch.linger", "3 s",
                    "control.slo", "3 s")));

    try (LogLines log = LogLines.of(BundleEngine.class);
        Engine engine = BundleEngine.open(settings)) {
      assertThat(engine.costs().shortestResidenceSeconds()).isGreaterThan(3);
      assertThat(log.lines())
          .anySatisfy(line -> assertThat(line).contains("control.slo is 3000 ms", "up to 3"));
    }
  }

  @Test
  void withoutOnnxRuntimeTheMendIsNamed() throws Exception {
    try (URLClassLoader loader = withoutOnnxRuntime()) {
      assertRefused(loader)
          .hasMessageContaining("onnxruntime in Flink's lib folder; copy it there on every node");
    }
  }

  @Test
  void aCopyOfOnnxRuntimeInTheJobsOwnJarIsRefused() throws Exception {
    try (ChildFirstClassLoader loader = ofAJobThatBringsOnnxRuntime()) {
      assertRefused(loader)
          .hasMessageContainingAll(
              "from what the job brings (its jar",
              "allowed is the jar of com.microsoft.onnxruntime:onnxruntime in Flink's lib folder",
              "classloader.parent-first-patterns.additional");
    }
  }

  /** What the engine says to classes of that loader, which asks for a bundle that is there. */
  private AbstractThrowableAssert<?, ?> assertRefused(ClassLoader loader) throws Exception {
    Method open = accessible(loader, "BundleEngine", "open", EarlyExitSettings.class);
    Method settings = accessible(loader, "TestSettings", "bundle", String.class, int.class);
    Object given = settings.invoke(null, bundle.toString(), 16);
    return assertThatThrownBy(() -> open.invoke(null, given))
        .cause()
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** As Flink's, for a jar with everything in it but Flink and logging. */
  private static ChildFirstClassLoader ofAJobThatBringsOnnxRuntime() throws Exception {
    String[] parentFirst = {"java.", "org.apache.flink.", "org.slf4j.", "org.apache.logging."};
    return new ChildFirstClassLoader(
        classPath(entry -> true),
        BundleEngineTest.class.getClassLoader(),
        parentFirst,
        FlinkUserCodeClassLoader.NOOP_EXCEPTION_HANDLER);
  }

  private static URLClassLoader withoutOnnxRuntime() throws Exception {
    return new URLClassLoader(
        classPath(entry -> !entry.contains("onnxruntime")), ClassLoader.getPlatformClassLoader());
  }

  private static URL[] classPath(Predicate<String> wanted) throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (wanted.test(entry)) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return urls.toArray(URL[]::new);
  }

  private static Method accessible(
      ClassLoader loader, String type, String name, Class<?>... parameters) throws Exception {
    Class<?>[] loaded = new Class<?>[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      Class<?> parameter = parameters[i];
      loaded[i] = parameter.isPrimitive() ? parameter : loader.loadClass(parameter.getName());
    }
    Method method =
        loader
            .loadClass(BundleEngine.class.getPackageName() + "." + type)
            .getDeclaredMethod(name, loaded);
    method.setAccessible(true);
    return method;
  }
}
