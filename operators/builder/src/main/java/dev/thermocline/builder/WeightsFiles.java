package dev.thermocline.builder;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.thermocline.builder.head.ClassifierHead;
import dev.thermocline.engine.bundle.BundleFormat;
import dev.thermocline.engine.bundle.Calibration;
import dev.thermocline.engine.bundle.InputSpec;
import dev.thermocline.engine.bundle.ModelInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The files that hold {@link BundleWeights}: {@code heads.json}, with every head's floats as base64
 * of little-endian IEEE 754, and {@code calibration.json} as in the bundle.
 */
public final class WeightsFiles {
  private static final String HEADS = "heads.json";
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private WeightsFiles() {}

  private record HeadJson(double temperature, String weights, String bias) {}

  private record HeadsJson(
      String bundleId,
      ModelInfo model,
      InputSpec input,
      List<Integer> exitsAfter,
      List<String> cutAt,
      List<String> labels,
      List<HeadJson> heads) {}

  /** Writes both files, replacing those that are there. */
  public static void write(Path directory, BundleWeights weights) throws IOException {
    Files.createDirectories(directory);
    List<HeadJson> heads =
        IntStream.range(0, weights.heads().size())
            .mapToObj(
                i ->
                    new HeadJson(
                        weights.temperatures().get(i),
                        encode(weights.heads().get(i).weights()),
                        encode(weights.heads().get(i).bias())))
            .toList();
    HeadsJson json =
        new HeadsJson(
            weights.bundleId(),
            weights.model(),
            weights.input(),
            weights.exitsAfter(),
            weights.cutAt(),
            weights.labels(),
            heads);
    Files.write(directory.resolve(HEADS), BundleFormat.toJson(json));
    Files.write(
        directory.resolve(BundleFormat.CALIBRATION), BundleFormat.toJson(weights.calibration()));
  }

  /**
   * Reads both files.
   *
   * @throws IOException if a file is missing or not what {@link #write} writes; names it
   */
  public static BundleWeights read(Path directory) throws IOException {
    HeadsJson json = MAPPER.readValue(directory.resolve(HEADS).toFile(), HeadsJson.class);
    Calibration calibration =
        MAPPER.readValue(directory.resolve(BundleFormat.CALIBRATION).toFile(), Calibration.class);
    try {
      return new BundleWeights(
          json.bundleId(),
          json.model(),
          json.input(),
          json.exitsAfter(),
          json.cutAt(),
          json.labels(),
          json.heads().stream().map(HeadJson::temperature).toList(),
          json.heads().stream()
              .map(head -> new ClassifierHead(decode(head.weights()), decode(head.bias())))
              .toList(),
          calibration);
    } catch (IllegalArgumentException e) {
      throw new IOException(
          directory.resolve(HEADS) + ": " + e.getMessage() + "; build the weights again", e);
    }
  }

  private static String encode(float[] values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  private static float[] decode(String base64) {
    byte[] bytes = Base64.getDecoder().decode(base64);
    if (bytes.length % Float.BYTES != 0) {
      throw new IllegalArgumentException(
          "head has " + bytes.length + " bytes; floats take a multiple of 4");
    }
    float[] values = new float[bytes.length / Float.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }
}
