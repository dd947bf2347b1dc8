package dev.thermocline.builder.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The WordPiece vocabulary of a Hugging Face {@code tokenizer.json}, for a bundle's {@code
 * tokenizer/vocab.txt}.
 *
 * <p>Anything in the file that the engine's encoder would not do the same way is refused: a bundle
 * must not be built on token ids its model was not trained on.
 *
 * @param tokens the vocabulary, index = id
 * @param lowerCase whether text is lower-cased and stripped of accents
 */
public record VocabularyFile(List<String> tokens, boolean lowerCase) {
  private static final Set<String> SPECIAL = Set.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
  private static final String WORD_LIMIT = "100";

  public VocabularyFile {
    tokens = List.copyOf(tokens);
  }

  /**
   * Reads a {@code tokenizer.json}.
   *
   * @throws DataException if it describes anything but BERT's WordPiece
   * @throws IOException if the file cannot be read
   */
  public static VocabularyFile read(Path tokenizerJson) throws IOException {
    JsonNode root = new ObjectMapper().readTree(tokenizerJson.toFile());
    Settings settings = new Settings(tokenizerJson, root);
    settings.require("/model/type", "WordPiece");
    settings.require("/model/unk_token", "[UNK]");
    settings.require("/model/continuing_subword_prefix", "##");
    settings.require("/model/max_input_chars_per_word", WORD_LIMIT);
    settings.require("/normalizer/type", "BertNormalizer");
    settings.require("/normalizer/clean_text", "true");
    settings.require("/normalizer/handle_chinese_chars", "true");
    String lowerCase = settings.require("/normalizer/lowercase", "true", "false");
    settings.require("/normalizer/strip_accents", "null", lowerCase);
    settings.require("/pre_tokenizer/type", "BertPreTokenizer");
    settings.requireTemplate();
    for (JsonNode added : root.path("added_tokens")) {
      settings.requireSpecial(added.path("content").asText());
    }
    return new VocabularyFile(tokens(tokenizerJson, root), Boolean.parseBoolean(lowerCase));
  }

  /**
   * Writes one token a line, line number from 0 = id, UTF-8, line feeds.
   *
   * @throws IOException if the file cannot be written
   */
  public void write(Path vocabulary) throws IOException {
    StringBuilder lines = new StringBuilder();
    tokens.forEach(token -> lines.append(token).append('\n'));
    Files.writeString(vocabulary, lines, StandardCharsets.UTF_8);
  }

  private static List<String> tokens(Path file, JsonNode root) throws DataException {
    JsonNode vocabulary = root.at("/model/vocab");
    String[] tokens = new String[vocabulary.size()];
    for (Map.Entry<String, JsonNode> entry : vocabulary.properties()) {
      int id = entry.getValue().asInt(-1);
      String token = entry.getKey();
      if (id < 0 || id >= tokens.length || tokens[id] != null) {
        throw DataException.at(
            file,
            "model.vocab",
            "token \""
                + token
                + "\" has id "
                + entry.getValue()
                + "; ids must be 0 to "
                + (tokens.length - 1)
                + ", each once: renumber them");
      }
      if (token.isEmpty() || token.indexOf('\n') >= 0 || token.indexOf('\r') >= 0) {
        throw DataException.at(
            file,
            "model.vocab",
            "token " + id + " is empty or breaks a line; it cannot be written");
      }
      tokens[id] = token;
    }
    return Arrays.asList(tokens);
  }

  private record Settings(Path file, JsonNode root) {

    String require(String pointer, String... allowed) throws DataException {
      JsonNode node = root.at(pointer);
      String value = node.isMissingNode() ? "absent" : node.asText();
      if (!Arrays.asList(allowed).contains(value)) {
        throw DataException.at(
            file,
            pointer.substring(1).replace('/', '.'),
            "it is " + value + "; allowed " + Arrays.toString(allowed) + ": use a BERT tokenizer");
      }
      return value;
    }

    /** One text becomes [CLS], its tokens, [SEP]. */
    void requireTemplate() throws DataException {
      if (require("/post_processor/type", "TemplateProcessing", "BertProcessing")
          .equals("BertProcessing")) {
        require("/post_processor/cls/0", "[CLS]");
        require("/post_processor/sep/0", "[SEP]");
      } else {
        require("/post_processor/single/0/SpecialToken/id", "[CLS]");
        require("/post_processor/single/1/Sequence/id", "A");
        require("/post_processor/single/2/SpecialToken/id", "[SEP]");
        require("/post_processor/single/3", "absent");
      }
    }

    void requireSpecial(String token) throws DataException {
      if (!SPECIAL.contains(token)) {
        throw DataException.at(
            file,
            "added_tokens",
            "token \"" + token + "\" is added; allowed " + SPECIAL + ": use a BERT tokenizer");
      }
    }
  }
}
