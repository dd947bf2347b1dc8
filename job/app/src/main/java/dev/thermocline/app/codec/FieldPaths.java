package dev.thermocline.app.codec;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Where the fields of a JSON request lie: names from the outside in, separated by dots. None lies
 * inside another; several may be the same one.
 *
 * @param text null = {@code payload}, or {@code text} where there is no payload
 */
public record FieldPaths(String id, String key, @Nullable String text, String timestamp)
    implements Serializable {

  /** The names of {@code InferenceRequest}. */
  public static final FieldPaths DEFAULTS = new FieldPaths("id", "key", null, "timestamp");
}
