package dev.thermocline.engine.stage.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeptEnvironmentTest {
  private final Thread one = new Thread(() -> {}, "a hook of somebody else");
  private final Thread two = new Thread(() -> {}, "another hook");

  @BeforeEach
  void register() {
    Runtime.getRuntime().addShutdownHook(one);
    Runtime.getRuntime().addShutdownHook(two);
  }

  @AfterEach
  void unregister() {
    Runtime.getRuntime().removeShutdownHook(one);
    Runtime.getRuntime().removeShutdownHook(two);
  }

  @Test
  void aShutdownHookOfSomebodyElseStays() {
    KeptEnvironment.remove(Set.of(one));

    assertThat(Runtime.getRuntime().removeShutdownHook(one)).as("still registered").isTrue();
  }

  @Test
  void noneOfSeveralShutdownHooksIsTaken() {
    KeptEnvironment.remove(Set.of(one, two));

    assertThat(Runtime.getRuntime().removeShutdownHook(one)).as("still registered").isTrue();
    assertThat(Runtime.getRuntime().removeShutdownHook(two)).as("still registered").isTrue();
  }
}
