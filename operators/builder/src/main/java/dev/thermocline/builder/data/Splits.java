package dev.thermocline.builder.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Four disjoint parts of a data set, cut between groups and shuffled by a seed.
 *
 * <p>Groups that share a text, whatever its case and white space, count as one, so that no split
 * holds a text of another. Groups are ranked by SHA-256 of seed and group, and fill fit, tune,
 * certify and test in this order; rows of a split are then ranked by SHA-256 of seed and id. So the
 * parts depend on the seed, the ids, the groups and shared texts alone, neither on the file's order
 * nor on a random generator's implementation.
 *
 * @param seed what the rows were shuffled by
 * @param fit for the heads
 * @param tune for temperatures and threshold families
 * @param certify for the ladder's measurements
 * @param test seen by nothing but the final evaluation
 */
public record Splits(
    long seed, List<Example> fit, List<Example> tune, List<Example> certify, List<Example> test) {

  public Splits {
    fit = List.copyOf(fit);
    tune = List.copyOf(tune);
    certify = List.copyOf(certify);
    test = List.copyOf(test);
  }

  /**
   * Cuts a data set. A split may exceed its size by less than its last group.
   *
   * @throws IllegalArgumentException if an id stands twice or the data does not suffice
   */
  public static Splits of(List<Example> examples, SplitPlan plan, long seed) {
    if (examples.size() < plan.required()) {
      throw tooFew(examples.size(), plan);
    }
    TextGroups groups = TextGroups.of(examples);
    Cutter cutter = new Cutter(byGroup(examples, groups, seed), groups);
    List<Example> fit = cutter.take(plan.fit());
    List<Example> tune = cutter.take(plan.tune());
    List<Example> certify = cutter.take(plan.certify());
    List<Example> test = cutter.rest();
    if (test.size() < plan.minTest()) {
      throw tooFew(examples.size(), plan);
    }
    return new Splits(
        seed, shuffle(fit, seed), shuffle(tune, seed), shuffle(certify, seed), shuffle(test, seed));
  }

  /** The splits by name, in the order fit, tune, certify, test. */
  public Map<String, List<Example>> byName() {
    Map<String, List<Example>> splits = new LinkedHashMap<>();
    splits.put("fit", fit);
    splits.put("tune", tune);
    splits.put("certify", certify);
    splits.put("test", test);
    return splits;
  }

  /** Records per split. */
  public Map<String, Integer> counts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    byName().forEach((name, split) -> counts.put(name, split.size()));
    return counts;
  }

  /** Per split the {@link #digest} of its records. */
  public Map<String, String> digests() {
    Map<String, String> digests = new LinkedHashMap<>();
    byName().forEach((name, split) -> digests.put(name, digest(split)));
    return digests;
  }

  /** Lower-case hex SHA-256 over the ids in order, UTF-8, a line feed after each. */
  public static String digest(List<Example> examples) {
    MessageDigest sha256 = sha256();
    for (Example example : examples) {
      sha256.update(example.id().getBytes(UTF_8));
      sha256.update((byte) '\n');
    }
    return HexFormat.of().formatHex(sha256.digest());
  }

  private static List<Example> byGroup(List<Example> examples, TextGroups groups, long seed) {
    Map<String, Long> ranks = new HashMap<>();
    Map<String, Example> ids = new HashMap<>();
    for (Example example : examples) {
      if (ids.put(example.id(), example) != null) {
        throw new IllegalArgumentException(
            "id " + example.id() + " stands twice in the data; ids must differ: rename one");
      }
      ranks.computeIfAbsent(groups.root(example.group()), group -> rank(seed, "group", group));
    }
    List<Example> ranked = new ArrayList<>(examples);
    ranked.sort(
        Comparator.<Example>comparingLong(
                example -> ranks.getOrDefault(groups.root(example.group()), 0L))
            .thenComparing(example -> groups.root(example.group()))
            .thenComparing(Example::id));
    return ranked;
  }

  private static List<Example> shuffle(List<Example> split, long seed) {
    Map<String, Long> ranks = new HashMap<>();
    split.forEach(example -> ranks.put(example.id(), rank(seed, "row", example.id())));
    List<Example> shuffled = new ArrayList<>(split);
    shuffled.sort(
        Comparator.<Example>comparingLong(example -> ranks.getOrDefault(example.id(), 0L))
            .thenComparing(Example::id));
    return shuffled;
  }

  private static long rank(long seed, String purpose, String name) {
    byte[] key = (seed + "\n" + purpose + "\n" + name).getBytes(UTF_8);
    return ByteBuffer.wrap(sha256().digest(key)).getLong();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static IllegalArgumentException tooFew(int records, SplitPlan plan) {
    return new IllegalArgumentException(
        "data holds "
            + records
            + " records in groups that do not fill fit "
            + plan.fit()
            + ", tune "
            + plan.tune()
            + ", certify "
            + plan.certify()
            + " and test >= "
            + plan.minTest()
            + "; give at least "
            + plan.required()
            + " records or smaller splits");
  }

  /** Takes whole groups off the ranked records. */
  private static final class Cutter {
    private final List<Example> ranked;
    private final TextGroups groups;
    private int position;

    Cutter(List<Example> ranked, TextGroups groups) {
      this.ranked = ranked;
      this.groups = groups;
    }

    List<Example> take(int records) {
      int end = Math.min(position + records, ranked.size());
      while (end < ranked.size()
          && end > 0
          && group(ranked.get(end)).equals(group(ranked.get(end - 1)))) {
        end++;
      }
      List<Example> taken = ranked.subList(position, end);
      position = end;
      return taken;
    }

    private String group(Example example) {
      return groups.root(example.group());
    }

    List<Example> rest() {
      return ranked.subList(position, ranked.size());
    }
  }
}
