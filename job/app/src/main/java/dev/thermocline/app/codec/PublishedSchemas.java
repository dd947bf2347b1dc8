package dev.thermocline.app.codec;

import dev.thermocline.schemas.InferenceRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;

/** Every version of a schema that was ever released, so that its data stays readable. */
final class PublishedSchemas {

  private PublishedSchemas() {}

  /**
   * The released versions of a record, oldest first.
   *
   * @param name simple name of the record
   */
  static List<Schema> of(String name) {
    List<Schema> versions = new ArrayList<>();
    while (true) {
      String file = "published/" + (versions.size() + 1) + "/" + name + ".avsc";
      try (InputStream schema = InferenceRequest.class.getResourceAsStream(file)) {
        if (schema == null) {
          return List.copyOf(versions);
        }
        versions.add(new Schema.Parser().parse(schema));
      } catch (IOException e) {
        throw new UncheckedIOException("cannot read the released schema " + file, e);
      }
    }
  }
}
