package dev.thermocline.engine.input;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.thermocline.engine.bundle.ElementType;
import dev.thermocline.engine.bundle.InputSpec;
import dev.thermocline.engine.bundle.TensorSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** The Hugging Face tokenizer and our encoder over the same real vocabulary. */
final class Reference {
  private static final String TOKENIZER = "/bge-small-en-v1.5-tokenizer.json";
  private static final String NOUNS = "/net/sf/extjwnl/data/wordnet/wn31/data.noun";

  static final List<TensorSpec> INPUTS =
      List.of(int64("input_ids"), int64("attention_mask"), int64("token_type_ids"));

  private static final List<String> VOCABULARY = readVocabulary();

  private Reference() {}

  static TensorSpec int64(String name) {
    return new TensorSpec(name, ElementType.INT64, true, List.of());
  }

  static HuggingFaceTokenizer huggingFace() {
    try (InputStream json = resource(TOKENIZER)) {
      return HuggingFaceTokenizer.newInstance(
          json, Map.of("truncation", "false", "padding", "false"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static InputEncoder encoder(int maxLength) {
    try {
      Path file = Files.createTempFile("vocab", ".txt");
      try {
        Files.write(file, VOCABULARY);
        return WordPieceEncoder.text(
            file, new InputSpec("text", "tokenizer/vocab.txt", true, maxLength), INPUTS);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static int vocabularySize() {
    return VOCABULARY.size();
  }

  private static List<String> readVocabulary() {
    try (InputStream json = resource(TOKENIZER)) {
      JsonNode tokens = new ObjectMapper().readTree(json).at("/model/vocab");
      String[] lines = new String[tokens.size()];
      tokens.properties().forEach(token -> lines[token.getValue().intValue()] = token.getKey());
      return Arrays.asList(lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every step-th gloss of WordNet's nouns, examples included. */
  static List<String> glosses(int step, int limit) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(resource(NOUNS), StandardCharsets.ISO_8859_1))) {
      List<String> glosses =
          lines
              .lines()
              .filter(line -> !line.startsWith("  "))
              .map(line -> line.substring(line.indexOf('|') + 1))
              .toList();
      return IntStream.iterate(0, i -> i < glosses.size(), i -> i + step)
          .limit(limit)
          .mapToObj(glosses::get)
          .toList();
    }
  }

  static long[] ids(EncodedInput encoded) {
    long[] ids = new long[encoded.length()];
    encoded.tensors().get(0).asLongBuffer().get(ids);
    return ids;
  }

  private static InputStream resource(String name) {
    return Objects.requireNonNull(Reference.class.getResourceAsStream(name), name);
  }
}
