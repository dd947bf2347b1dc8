package dev.thermocline.builder;

import dev.thermocline.builder.data.Example;
import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.cascade.CascadeEngine;
import dev.thermocline.engine.cascade.CascadeSettings;
import dev.thermocline.engine.exit.ExitPolicies;
import dev.thermocline.engine.exit.ExitPolicy;
import java.io.IOException;
import java.util.List;

/**
 * How fast this machine runs a bundle at the moment: the same records again and again at full
 * depth, through production cascades on one lane per processor and without anything around them. On
 * a machine that is shared with others it tells a slow moment from a slow job.
 */
public final class EngineSpeed implements AutoCloseable {

  private final CascadeEngine engine;
  private final ExitPolicy never;
  private final EncodedData data;

  private EngineSpeed(CascadeEngine engine, ExitPolicy never, EncodedData data) {
    this.engine = engine;
    this.never = never;
    this.data = data;
  }

  /**
   * Opens the bundle's stages beside whatever else has them open.
   *
   * @param examples what is run at each measurement; at least one
   * @throws BuildException if a record cannot be encoded, or a stage not be loaded
   * @throws IOException if the vocabulary cannot be read
   */
  public static EngineSpeed open(Bundle bundle, List<Example> examples)
      throws BuildException, IOException {
    EncodedData data = EncodedData.of(examples, bundle);
    return new EngineSpeed(
        Passes.open(bundle, CascadeSettings.DEFAULTS),
        ExitPolicies.create(ExitPolicies.NEVER, bundle.heads()),
        data);
  }

  /**
   * Runs the records once.
   *
   * @return records per second
   * @throws BuildException if a record fails
   */
  public double recordsPerSecond() throws BuildException {
    CascadeRun.Result result =
        new CascadeRun(engine, Passes.lanes(), Passes.IN_FLIGHT)
            .fullDepth(data.rows(), never, HeadRecorder.NONE, () -> {});
    return data.size() / result.seconds();
  }

  @Override
  public void close() {
    engine.close();
  }
}
