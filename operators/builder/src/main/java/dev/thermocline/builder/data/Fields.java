package dev.thermocline.builder.data;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The four columns of one record as they stood in the file, before defaults. */
record Fields(
    @Nullable String text, @Nullable String label, @Nullable String id, @Nullable String group) {

  /**
   * Applies the defaults.
   *
   * @param number record number from 1
   * @param place where the record stands, for the error
   * @throws DataException if there is no text
   */
  Example toExample(Path file, long number, String place) throws DataException {
    if (text == null || text.isBlank()) {
      throw DataException.at(
          file,
          place,
          "column text is "
              + (text == null ? "missing" : "blank")
              + "; every record needs a text with a visible character: fill it or drop the record");
    }
    String name = id == null || id.isBlank() ? file.getFileName() + ":" + number : id;
    return new Example(
        name,
        text,
        label == null || label.isBlank() ? null : label,
        group == null || group.isBlank() ? name : group);
  }
}
