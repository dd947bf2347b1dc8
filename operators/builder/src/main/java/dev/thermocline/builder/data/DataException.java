package dev.thermocline.builder.data;

import java.io.IOException;
import java.nio.file.Path;

/** A data file that does not hold what it must; the message names file, place and the mend. */
public final class DataException extends IOException {
  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(message);
  }

  /**
   * @param place such as {@code line 7}
   */
  static DataException at(Path file, String place, String problem) {
    return new DataException(file + ", " + place + ": " + problem);
  }
}
