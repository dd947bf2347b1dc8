package dev.thermocline.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.thermocline.engine.stage.onnx.NativeUse;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test that leaves open what it opened: outputs of fake stages, and sessions, tensors,
 * results, run options and memory of real ones.
 */
public final class NothingLeftOpen implements BeforeEachCallback, AfterEachCallback {
  private long outputsBefore;
  private NativeUse nativesBefore = NativeUse.now();

  @Override
  public void beforeEach(ExtensionContext context) {
    outputsBefore = OpenOutputs.now();
    nativesBefore = NativeUse.now();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(OpenOutputs.now()).as("outputs of fake stages left open").isEqualTo(outputsBefore);
    assertThat(NativeUse.now()).as("left open by real stages").isEqualTo(nativesBefore);
  }
}
