package dev.thermocline.builder.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Reads examples from a file, one at a time.
 *
 * <p>The extension tells the format: JSON Lines, CSV or TSV with a header line (RFC 4180 quoting)
 * or an Avro object container. Column {@code text} is required; {@code label}, {@code id} and
 * {@code group} are optional, further columns are left alone. A missing id becomes {@code
 * <file>:<record number from 1>}, a missing group the id; an absent, null or empty label means
 * unlabelled.
 */
public final class ExampleReader {
  static final String TEXT = "text";
  static final String LABEL = "label";
  static final String ID = "id";
  static final String GROUP = "group";

  private static final Map<String, Format> FORMATS =
      new TreeMap<>(
          Map.of(
              "jsonl", new JsonLinesFormat(),
              "ndjson", new JsonLinesFormat(),
              "csv", new DelimitedFormat(','),
              "tsv", new DelimitedFormat('\t'),
              "avro", new AvroFormat()));

  private ExampleReader() {}

  /** A way to lay records out in a file. */
  interface Format {
    void read(Path file, Consumer<Example> sink) throws IOException;
  }

  /**
   * Hands every example to the sink, in file order; memory does not grow with the file.
   *
   * @throws DataException if the file's format is unknown or a record is malformed; examples before
   *     it have been handed out
   * @throws IOException if the file cannot be read
   */
  public static void read(Path file, Consumer<Example> sink) throws IOException {
    String name = String.valueOf(file.getFileName());
    String extension = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    Format format = FORMATS.get(extension);
    if (format == null) {
      throw new DataException(
          "data file "
              + file
              + " has extension \""
              + extension
              + "\"; allowed are "
              + FORMATS.keySet()
              + ": rename or convert it");
    }
    if (!Files.isRegularFile(file)) {
      throw new DataException("data file " + file + " is not there; give an existing file");
    }
    format.read(file, sink);
  }

  /**
   * All examples of a file.
   *
   * @throws IOException as {@link #read} does
   */
  public static List<Example> readAll(Path file) throws IOException {
    List<Example> examples = new ArrayList<>();
    read(file, examples::add);
    return examples;
  }
}
