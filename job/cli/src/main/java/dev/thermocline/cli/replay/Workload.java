package dev.thermocline.cli.replay;

import dev.thermocline.builder.data.Example;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * What is sent: record number i is example {@code order[i mod n]} under an id of its own. Every
 * {@code poison}-th one is spoilt, in turn by bytes that no schema reads and by a missing text.
 */
public final class Workload {

  private static final byte[] BROKEN = "not avro".getBytes(StandardCharsets.UTF_8);

  private final String prefix;
  private final List<Example> examples;
  private final int[] order;
  private final int poison;
  private final Keys keys;
  private final RequestFormat format;

  /**
   * A workload over some of the examples.
   *
   * @param prefix of every id, ended by a dash
   * @param examples the texts
   * @param order indices into the examples, used in turn and again from the start
   * @param poison every how many-th record is spoilt; 0 = none
   * @param keys the records' keys
   * @param format how they are written
   */
  public Workload(
      String prefix,
      List<Example> examples,
      int[] order,
      int poison,
      Keys keys,
      RequestFormat format) {
    if (order.length == 0) {
      throw new IllegalArgumentException("a workload needs at least one example; it has none");
    }
    this.prefix = prefix;
    this.examples = examples;
    this.order = order;
    this.poison = poison;
    this.keys = keys;
    this.format = format;
  }

  /** All indices below {@code size} in a random order that the seed fixes. */
  public static int[] shuffled(int size, long seed) {
    int[] order = IntStream.range(0, size).toArray();
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = order.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  /** Index of the example that record number i carries. */
  public int example(int i) {
    return order[i % order.length];
  }

  /** Whether nothing can answer record number i. */
  public boolean spoilt(int i) {
    return poison > 0 && (i + 1) % poison == 0;
  }

  /** Key of record number i; records of one key must come out in the order of their numbers. */
  public String key(int i) {
    return keys.key(i);
  }

  byte[] keyBytes(int i) {
    return key(i).getBytes(StandardCharsets.UTF_8);
  }

  /** The Kafka value of record number i. */
  public byte[] value(int i) {
    boolean spoilt = spoilt(i);
    if (spoilt && (i + 1) / poison % 2 == 1) {
      return BROKEN.clone();
    }
    return format.encode(prefix + i, key(i), spoilt ? null : examples.get(example(i)).text());
  }

  /** Whether that is the id of a record of this workload. */
  public boolean owns(String id) {
    return id.length() > prefix.length()
        && id.startsWith(prefix)
        && id.chars().skip(prefix.length()).allMatch(c -> c >= '0' && c <= '9');
  }

  /**
   * The number of the record with this id.
   *
   * @throws IllegalArgumentException for an id that no record of this workload has
   */
  public int number(String id) {
    if (!owns(id)) {
      throw new IllegalArgumentException(
          "id is '" + id + "'; every record sent here is named " + prefix + "<number>");
    }
    return Integer.parseInt(id.substring(prefix.length()));
  }
}
