package dev.thermocline.builder;

import dev.thermocline.builder.data.Example;
import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.input.EncodedInput;
import dev.thermocline.engine.input.InputEncoder;
import dev.thermocline.engine.input.InputException;
import dev.thermocline.engine.input.WordPieceEncoder;
import dev.thermocline.engine.stage.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Records as stage 1 reads them, with their classes.
 *
 * @param rows stage-1 rows
 * @param labels class index per record; −1 for a label that is none of the classes
 * @param labelled whether the records carry labels
 */
@SuppressWarnings("ArrayRecordComponent")
record EncodedData(List<Row> rows, int[] labels, boolean labelled) {

  EncodedData {
    rows = List.copyOf(rows);
  }

  int size() {
    return rows.size();
  }

  /**
   * Encodes records as a bundle reads them.
   *
   * @throws BuildException as {@link #of(List, InputEncoder, List)}
   * @throws IOException if the vocabulary cannot be read
   */
  static EncodedData of(List<Example> examples, Bundle bundle) throws BuildException, IOException {
    InputEncoder encoder =
        WordPieceEncoder.text(
            bundle.directory().resolve(bundle.input().vocabulary()),
            bundle.input(),
            bundle.stages().get(0).inputs());
    return of(examples, encoder, bundle.labels());
  }

  /**
   * Encodes records.
   *
   * @param classes class names, index = class
   * @throws BuildException if a record cannot be encoded, or some have labels and some not
   */
  static EncodedData of(List<Example> examples, InputEncoder encoder, List<String> classes)
      throws BuildException {
    if (examples.isEmpty()) {
      throw new BuildException("the data holds no records; give at least 1");
    }
    Map<String, Integer> indices = new HashMap<>();
    for (String name : classes) {
      indices.put(name, indices.size());
    }
    boolean labelled = examples.get(0).label() != null;
    List<Row> rows = new ArrayList<>(examples.size());
    int[] labels = new int[examples.size()];
    for (Example example : examples) {
      String label = example.label();
      if ((label != null) != labelled) {
        throw new BuildException(
            "record "
                + example.id()
                + (labelled ? " has no label while others have" : " has a label while others lack")
                + "; label all records or none");
      }
      labels[rows.size()] = label == null ? -1 : indices.getOrDefault(label, -1);
      rows.add(encode(example, encoder));
    }
    return new EncodedData(rows, labels, labelled);
  }

  private static Row encode(Example example, InputEncoder encoder) throws BuildException {
    try {
      EncodedInput input = encoder.encode(example.text());
      return new Row(input.length(), input.tensors());
    } catch (InputException e) {
      throw new BuildException(
          "record " + example.id() + ": " + e.getMessage() + "; remove the record", e);
    }
  }
}
