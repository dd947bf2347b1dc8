package dev.thermocline.builder;

import dev.thermocline.builder.data.Example;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Refuses labels that heads cannot be fitted or measured on, before any record is run. */
final class LabelCheck {
  private LabelCheck() {}

  /**
   * Checks the labels of all records.
   *
   * @param labels the bundle's labels
   * @throws BuildException naming the first record whose label is missing or not in the list, or a
   *     label that no record of the fit split has
   */
  static void check(List<String> labels, BuildData data) throws BuildException {
    Set<String> known = new HashSet<>(labels);
    Set<String> fitted = new HashSet<>();
    checkAll(data.fit(), known, fitted);
    checkAll(data.tune(), known, new HashSet<>());
    checkAll(data.certify(), known, new HashSet<>());
    for (String label : labels) {
      if (!fitted.contains(label)) {
        throw new BuildException(
            "labels has "
                + label
                + ", which no record of the fit split has; leave it out or give more data");
      }
    }
  }

  private static void checkAll(List<Example> examples, Set<String> known, Set<String> found)
      throws BuildException {
    for (Example example : examples) {
      String label = example.label();
      if (label == null) {
        throw new BuildException(
            "record "
                + example.id()
                + " has no label; heads are fitted on labels: give the data a label column");
      }
      if (!known.contains(label)) {
        throw new BuildException(
            "record "
                + example.id()
                + " has the label "
                + label
                + "; labels are "
                + known.stream().sorted().toList()
                + ": add it to --labels or remove the record");
      }
      found.add(label);
    }
  }
}
