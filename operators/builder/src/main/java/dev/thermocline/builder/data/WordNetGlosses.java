package dev.thermocline.builder.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The noun definitions of WordNet 3.1, labelled with their supersense.
 *
 * <p>Source: {@code data.noun}, format {@code wndb(5WN)}: {@code synset_offset lex_filenum ss_type
 * w_cnt … | gloss}. The definition is the gloss up to its first quoted example. Synsets of {@code
 * noun.Tops} are left out: they head the other hierarchies and have no supersense of their own. Of
 * equal definitions with one label the first is kept; equal definitions with different labels are
 * all dropped, because none of their labels can be right for the text.
 */
public final class WordNetGlosses {
  private static final int TOPS = 3;
  private static final int FIRST_SUPERSENSE = 4;

  /** The 25 labels in the order of WordNet's lexicographer files 04 to 28. */
  public static final List<String> SUPERSENSES =
      List.of(
          "noun.act",
          "noun.animal",
          "noun.artifact",
          "noun.attribute",
          "noun.body",
          "noun.cognition",
          "noun.communication",
          "noun.event",
          "noun.feeling",
          "noun.food",
          "noun.group",
          "noun.location",
          "noun.motive",
          "noun.object",
          "noun.person",
          "noun.phenomenon",
          "noun.plant",
          "noun.possession",
          "noun.process",
          "noun.quantity",
          "noun.relation",
          "noun.shape",
          "noun.state",
          "noun.substance",
          "noun.time");

  private static final String ID_PREFIX = "wn31-n-";
  private static final String GLOSS_MARK = " | ";
  private static final String LICENCE_LINE = "  ";

  private WordNetGlosses() {}

  /**
   * Reads {@code data.noun}, in file order.
   *
   * @throws DataException if a line is not of WordNet's format
   * @throws IOException if the file cannot be read
   */
  public static List<Example> read(Path dataNoun) throws IOException {
    List<Example> glosses = new ArrayList<>();
    try (BufferedReader lines = Files.newBufferedReader(dataNoun, StandardCharsets.ISO_8859_1)) {
      int number = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        number++;
        if (!line.startsWith(LICENCE_LINE) && lexicographerFile(dataNoun, number, line) != TOPS) {
          glosses.add(gloss(dataNoun, number, line));
        }
      }
    }
    return withoutDoubles(glosses);
  }

  private static Example gloss(Path file, int number, String line) throws DataException {
    int mark = line.indexOf(GLOSS_MARK);
    String definition = mark < 0 ? "" : definition(line.substring(mark + GLOSS_MARK.length()));
    if (definition.isEmpty()) {
      throw DataException.at(file, "line " + number, "no definition stands after \" | \"");
    }
    String offset = line.substring(0, line.indexOf(' '));
    int supersense = lexicographerFile(file, number, line) - FIRST_SUPERSENSE;
    return new Example(ID_PREFIX + offset, definition, SUPERSENSES.get(supersense), offset);
  }

  private static int lexicographerFile(Path file, int number, String line) throws DataException {
    String[] head = line.split(" ", 4);
    boolean shaped = head.length == 4 && head[0].matches("\\d{8}") && head[1].matches("\\d{2}");
    int lexicographerFile = shaped ? Integer.parseInt(head[1]) : -1;
    if (lexicographerFile < TOPS || lexicographerFile >= FIRST_SUPERSENSE + SUPERSENSES.size()) {
      throw DataException.at(
          file,
          "line " + number,
          "\""
              + line.substring(0, Math.min(line.length(), 20))
              + "…\" is no noun synset; a line must begin with an 8-digit offset and a "
              + "lexicographer file from 03 to 28: give WordNet 3.1's data.noun");
    }
    return lexicographerFile;
  }

  /** The part before the first example; WordNet sets examples off by a semicolon or a colon. */
  private static String definition(String gloss) {
    int end = gloss.length();
    for (String example : List.of("; \"", ": \"")) {
      int start = gloss.indexOf(example);
      if (start >= 0) {
        end = Math.min(end, start);
      }
    }
    return gloss.substring(0, end).strip();
  }

  private static List<Example> withoutDoubles(List<Example> glosses) {
    Map<String, Example> first = new LinkedHashMap<>();
    Set<String> ambiguous = new HashSet<>();
    for (Example gloss : glosses) {
      Example earlier = first.putIfAbsent(gloss.text(), gloss);
      if (earlier != null && !Objects.equals(earlier.label(), gloss.label())) {
        ambiguous.add(gloss.text());
      }
    }
    first.keySet().removeAll(ambiguous);
    return List.copyOf(first.values());
  }
}
