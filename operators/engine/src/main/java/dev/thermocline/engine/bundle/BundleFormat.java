package dev.thermocline.engine.bundle;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
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

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
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

  static <T> T fromJson(Path file, Class<T> type) throws BundleException {
    try {
      return MAPPER.readValue(file.toFile(), type);
    } catch (IOException e) {
      throw new BundleException(
          file
              + ": not a valid "
              + type.getSimpleName()
              + ": "
              + firstLine(e)
              + "; build the bundle"
              + " again",
          e);
    }
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
