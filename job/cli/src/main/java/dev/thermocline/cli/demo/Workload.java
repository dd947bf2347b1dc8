package dev.thermocline.cli.demo;

import dev.thermocline.builder.data.Example;
import dev.thermocline.schemas.InferenceRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.message.BinaryMessageEncoder;

/**
 * What is sent: record number i is example {@code order[i mod n]} under an id of its own. Every
 * {@code poison}-th one is spoilt, in turn by bytes that no schema reads and by a missing text.
 */
final class Workload {

  /** Keys the records are spread over; few enough that each has many records to keep in order. */
  static final int KEYS = 61;

  private static final byte[] BROKEN = "not avro".getBytes(StandardCharsets.UTF_8);

  private final String prefix;
  private final List<Example> examples;
  private final int[] order;
  private final int poison;
  private final BinaryMessageEncoder<InferenceRequest> encoder = InferenceRequest.getEncoder();

  /**
   * A workload over some of the examples.
   *
   * @param prefix of every id, ended by a dash
   * @param examples the texts
   * @param order indices into the examples, used in turn and again from the start
   * @param poison every how many-th record is spoilt; 0 = none
   */
  Workload(String prefix, List<Example> examples, int[] order, int poison) {
    if (order.length == 0) {
      throw new IllegalArgumentException("a workload needs at least one example; it has none");
    }
    this.prefix = prefix;
    this.examples = examples;
    this.order = order;
    this.poison = poison;
  }

  /** Index of the example that record number i carries. */
  int example(int i) {
    return order[i % order.length];
  }

  boolean spoilt(int i) {
    return poison > 0 && (i + 1) % poison == 0;
  }

  /** Key of record number i; records of one key must come out in the order of their numbers. */
  static String key(int i) {
    return "key-" + i % KEYS;
  }

  byte[] keyBytes(int i) {
    return key(i).getBytes(StandardCharsets.UTF_8);
  }

  /** The Kafka value of record number i. */
  byte[] value(int i) {
    boolean spoilt = spoilt(i);
    if (spoilt && (i + 1) / poison % 2 == 1) {
      return BROKEN.clone();
    }
    InferenceRequest request =
        InferenceRequest.newBuilder()
            .setId(prefix + i)
            .setKey(key(i))
            .setPayload(spoilt ? null : examples.get(example(i)).text())
            .build();
    try {
      ByteBuffer encoded = encoder.encode(request);
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot encode record " + prefix + i, e);
    }
  }

  /**
   * The number of the record with this id.
   *
   * @throws IllegalArgumentException for an id that no record of this workload has
   */
  int number(String id) {
    if (!id.startsWith(prefix)) {
      throw new IllegalArgumentException(
          "id is '" + id + "'; every record sent here has an id that starts with " + prefix);
    }
    return Integer.parseInt(id.substring(prefix.length()));
  }
}
