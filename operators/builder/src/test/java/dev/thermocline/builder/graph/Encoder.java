package dev.thermocline.builder.graph;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** The default encoder, unpacked by the build, and inputs for it. */
final class Encoder {

  static final String SHA256 = "828e1496d7fabb79cfa4dcd84fa38625c0d3d21da474a00f08db0f559940cf35";
  private static final int VOCABULARY = 30522;

  private Encoder() {}

  static Path file() {
    String directory = System.getProperty("encoder.dir");
    if (directory == null) {
      throw new IllegalStateException(
          "system property encoder.dir is not set; it must name the folder the build unpacks the"
              + " encoder into; run the test through Maven");
    }
    Path file = Path.of(directory, "bge-small-en-v1.5.onnx");
    if (!Files.exists(file)) {
      throw new IllegalStateException(
          "no encoder at " + file + "; run mvn generate-test-resources in operators/builder");
    }
    return file;
  }

  /** A batch of random token ids, padded with zeros to the longest. */
  static Map<String, Tensor> batch(long seed, int... lengths) {
    Random random = new Random(seed);
    int longest = Arrays.stream(lengths).max().orElseThrow();
    long[] shape = {lengths.length, longest};
    long[] ids = new long[lengths.length * longest];
    long[] mask = new long[ids.length];
    for (int row = 0; row < lengths.length; row++) {
      for (int token = 0; token < lengths[row]; token++) {
        ids[row * longest + token] = 1 + random.nextInt(VOCABULARY - 1);
        mask[row * longest + token] = 1;
      }
    }
    Map<String, Tensor> feed = new HashMap<>();
    feed.put("input_ids", Tensor.of(shape, ids));
    feed.put("attention_mask", Tensor.of(shape, mask));
    feed.put("token_type_ids", Tensor.of(shape, new long[ids.length]));
    return feed;
  }

  /** Row {@code row} of a batch, cut to its own length. */
  static Map<String, Tensor> row(Map<String, Tensor> batch, int row, int length) {
    Map<String, Tensor> feed = new HashMap<>();
    batch.forEach(
        (name, tensor) -> {
          int start = row * (int) tensor.shape()[1];
          long[] values = Arrays.copyOfRange(tensor.longs(), start, start + length);
          feed.put(name, Tensor.of(new long[] {1, length}, values));
        });
    return feed;
  }

  static List<Map<String, Tensor>> batches() {
    List<Map<String, Tensor>> batches = new ArrayList<>();
    batches.add(batch(1, 1));
    batches.add(batch(2, 9));
    batches.add(batch(3, 33));
    batches.add(batch(4, 5, 17, 2, 12));
    return batches;
  }
}
