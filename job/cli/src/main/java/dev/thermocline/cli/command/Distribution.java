package dev.thermocline.cli.command;

import dev.thermocline.engine.bundle.BundleException;
import dev.thermocline.engine.bundle.BundleReader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the parts of the unpacked distribution lie. */
final class Distribution {

  /** System property with the distribution's directory, set by the start script. */
  static final String HOME = "thermocline.home";

  private Distribution() {}

  /**
   * The directory of the given bundle, unpacked where it is a zip file, or of the default one.
   *
   * @throws IllegalArgumentException when there is neither directory nor file
   * @throws BundleException when the file holds no intact bundle
   */
  static Path bundle(@Nullable Path given) throws BundleException {
    Path bundle = given == null ? beside("--bundle", "bundle") : given;
    if (Files.isRegularFile(bundle)) {
      return BundleReader.read(bundle).directory();
    }
    if (!Files.isDirectory(bundle)) {
      throw new IllegalArgumentException(
          "--bundle is "
              + bundle
              + ", which is not a directory or a zip file; give a bundle that 'thermocline build'"
              + " wrote");
    }
    return bundle;
  }

  /**
   * The given data, or the test split that lies with the bundle.
   *
   * @throws IllegalArgumentException when there is no such file
   */
  static Path testSplit(@Nullable Path given, Path bundle) {
    Path data = given == null ? bundle.resolve("test.jsonl") : given;
    if (!Files.isRegularFile(data)) {
      throw new IllegalArgumentException(
          "--data is "
              + data
              + ", which is not a file; give JSON Lines, CSV, TSV or Avro with a column text");
    }
    return data;
  }

  private static Path beside(String option, String name) {
    String home = System.getProperty(HOME);
    if (home == null) {
      throw new IllegalArgumentException(
          option
              + " is not given and system property "
              + HOME
              + " is not set; give the option, or start with bin/thermocline");
    }
    return Path.of(home, name);
  }
}
