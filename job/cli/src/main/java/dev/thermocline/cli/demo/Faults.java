package dev.thermocline.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a run did wrong with the records it was given.
 *
 * @param missing records that came out by neither way
 * @param duplicates predictions or dead letters beyond a record's first
 * @param outOfOrder predictions that came after a later record's of their key
 * @param wronglyBuried good records in the dead-letter topic
 * @param wronglyAnswered spoilt records with a prediction
 * @param unplaced predictions and dead letters of no record that was sent
 * @param open whether the job had not committed all it read and wrote when the time was over, so
 *     that more may come
 */
public record Faults(
    int missing,
    int duplicates,
    int outOfOrder,
    int wronglyBuried,
    int wronglyAnswered,
    int unplaced,
    boolean open) {

  /** Whether there is none. */
  public boolean none() {
    return missing + duplicates + outOfOrder + wronglyBuried + wronglyAnswered + unplaced == 0
        && !open;
  }

  /** Those there are, in one line. */
  public String describe() {
    List<String> found = new ArrayList<>();
    add(found, missing, "records are missing");
    add(found, duplicates, "came twice");
    add(found, outOfOrder, "came out of order within their key");
    add(found, wronglyBuried, "good records were dead-lettered");
    add(found, wronglyAnswered, "spoilt records were answered");
    add(found, unplaced, "are of no record that was sent");
    if (open) {
      found.add("the job did not commit all it read and wrote in time");
    }
    return found.isEmpty() ? "none" : String.join(", ", found);
  }

  private static void add(List<String> found, int count, String what) {
    if (count > 0) {
      found.add(String.format(Locale.ROOT, "%d %s", count, what));
    }
  }
}
