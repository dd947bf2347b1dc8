package dev.thermocline.engine.bundle;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;

/** What must hold between the values of a bundle's JSON files. */
final class BundleChecks {
  private BundleChecks() {}

  static void version(Path manifestFile) throws BundleException {
    JsonNode version = BundleFormat.tree(manifestFile).path("formatVersion");
    if (!version.isInt() || version.intValue() < 1 || version.intValue() > BundleFormat.VERSION) {
      throw new BundleException(
          manifestFile
              + ": formatVersion is "
              + version
              + "; this release reads 1 to "
              + BundleFormat.VERSION
              + ", use a matching release or build the bundle again");
    }
  }

  static void chain(Path file, BundleManifest manifest) throws BundleException {
    int stages = manifest.stages().size();
    if (stages == 0) {
      throw new BundleException(file + ": stages is empty; a bundle has at least 1 stage");
    }
    if (manifest.heads().size() != stages) {
      throw new BundleException(
          file
              + ": heads has "
              + manifest.heads().size()
              + " entries; it must have one per stage, "
              + stages);
    }
    for (int i = 0; i < stages; i++) {
      if (manifest.stages().get(i).index() != i + 1) {
        throw new BundleException(
            file
                + ": stages["
                + i
                + "].index is "
                + manifest.stages().get(i).index()
                + "; it must be "
                + (i + 1));
      }
      if (manifest.heads().get(i).exit() != i + 1) {
        throw new BundleException(
            file
                + ": heads["
                + i
                + "].exit is "
                + manifest.heads().get(i).exit()
                + "; it must be "
                + (i + 1));
      }
    }
    for (HeadSpec head : manifest.heads()) {
      if (!head.type().equals(HeadSpec.CLASSIFIER)) {
        throw new BundleException(
            file
                + ": heads["
                + (head.exit() - 1)
                + "].type is "
                + head.type()
                + "; allowed is "
                + HeadSpec.CLASSIFIER);
      }
    }
    if (manifest.labels().isEmpty()) {
      throw new BundleException(file + ": labels is empty; name at least 1 class");
    }
  }

  static void ladder(Path file, Calibration calibration, int exits) throws BundleException {
    if (calibration.ladder().isEmpty()) {
      throw new BundleException(file + ": ladder is empty; it needs at least 1 rung");
    }
    for (int i = 0; i < calibration.ladder().size(); i++) {
      OperatingPoint point = calibration.ladder().get(i);
      if (point.rung() != i) {
        throw new BundleException(
            file + ": ladder[" + i + "].rung is " + point.rung() + "; it must be " + i);
      }
      if (point.thresholds().size() != exits || point.reach().size() != exits) {
        throw new BundleException(
            file
                + ": ladder["
                + i
                + "] has "
                + point.thresholds().size()
                + " thresholds and "
                + point.reach().size()
                + " reach values; both must have one per exit, "
                + exits);
      }
      checkValues(file, point);
    }
  }

  /** A rung whose loss is no number would be within any limit. */
  private static void checkValues(Path file, OperatingPoint point) throws BundleException {
    boolean shares =
        point.reach().stream().allMatch(reach -> reach >= 0 && reach <= 1)
            && point.thresholds().stream().noneMatch(threshold -> threshold.isNaN());
    if (!shares || !Double.isFinite(point.loss()) || Double.isInfinite(point.bound())) {
      throw new BundleException(
          file
              + ": ladder["
              + point.rung()
              + "] has thresholds "
              + point.thresholds()
              + ", reach "
              + point.reach()
              + ", loss "
              + point.loss()
              + " and bound "
              + point.bound()
              + "; thresholds and loss must be numbers, reach from 0 to 1, bound finite or NaN;"
              + " build the bundle again");
    }
  }
}
