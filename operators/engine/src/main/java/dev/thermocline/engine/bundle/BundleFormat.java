package dev.thermocline.engine.bundle;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** File names, JSON form and digests of a bundle; shared by whoever writes and reads one. */
public final class BundleFormat {

  /** The format version this code writes and the newest it reads. */
  public static final int VERSION = 1;

  /** The manifest. */
  public static final String MANIFEST = "bundle.json";

  /** The ladder and its provenance. */
  public static final String CALIBRATION = "calibration.json";

  /** The WordPiece vocabulary. */
  public static final String VOCABULARY = "tokenizer/vocab.txt";

  /** Largest JSON file that is read, in bytes: all of it is in memory at once. */
  static final long MOST_JSON_BYTES = 16L << 20;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private BundleFormat() {}

  /** Path of a stage's ONNX file inside the bundle, such as {@code stages/01.onnx}. */
  public static String stageFile(int stage) {
    return String.format("stages/%02d.onnx", stage);
  }

  /** Indented JSON with sorted keys; equal values give equal bytes. NaN is written as a string. */
  public static byte[] toJson(Object value) {
    try {
      byte[] json = MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(value);
      return (new String(json, StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The JSON of a file, whatever stands in it. */
  static JsonNode tree(Path file) throws BundleException {
    try {
      return MAPPER.readTree(bytes(file));
    } catch (IOException e) {
      throw new BundleException(
          file + ": is not JSON: " + firstLine(e) + "; build the bundle again", e);
    }
  }

  /** The value a file holds; nothing in it is null, unknown, missing or there twice. */
  static <T> T fromJson(Path file, Class<T> type) throws BundleException {
    try {
      JsonNode root = tree(file);
      if (!root.isObject()) {
        throw new BundleException(
            file + ": is not a JSON object but " + root.getNodeType() + "; build the bundle again");
      }
      return MAPPER.treeToValue(root, type);
    } catch (IOException e) {
      throw new BundleException(
          file
              + ": "
              + place(e)
              + "not a valid "
              + type.getSimpleName()
              + ": "
              + firstLine(e)
              + "; build the bundle again",
          e);
    }
  }

  private static byte[] bytes(Path file) throws BundleException, IOException {
    long size = Files.size(file);
    if (size > MOST_JSON_BYTES) {
      throw new BundleException(
          file
              + ": is "
              + size
              + " bytes long; allowed is at most "
              + MOST_JSON_BYTES
              + "; build the bundle again");
    }
    return Files.readAllBytes(file);
  }

  /** The key at fault, such as {@code stages[0].layers}; empty where it is the file as a whole. */
  private static String place(IOException e) {
    if (!(e instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return "";
    }
    StringBuilder place = new StringBuilder();
    for (JsonMappingException.Reference step : mapping.getPath()) {
      if (step.getFieldName() == null) {
        place.append('[').append(step.getIndex()).append(']');
      } else {
        place.append(place.length() == 0 ? "" : ".").append(step.getFieldName());
      }
    }
    return place.append(": ").toString();
  }

  /** The id a manifest's content asks for, whatever id it carries. */
  public static String idOf(BundleManifest manifest) {
    BundleManifest unsigned =
        new BundleManifest(
            manifest.formatVersion(),
            "",
            manifest.model(),
            manifest.input(),
            manifest.stages(),
            manifest.heads(),
            manifest.labels(),
            manifest.files());
    return "sha256:" + HexFormat.of().formatHex(newDigest().digest(toJson(unsigned)));
  }

  /** Lower-case hex sha256 of a file's bytes. */
  public static String sha256(Path file) throws IOException {
    MessageDigest digest = newDigest();
    byte[] chunk = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        digest.update(chunk, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  static String firstLine(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }

  private static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK provides SHA-256", e);
    }
  }
}
