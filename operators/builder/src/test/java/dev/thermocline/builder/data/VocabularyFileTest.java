package dev.thermocline.builder.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VocabularyFileTest {
  private static final String TOKENIZER = "/bge-small-en-v1.5-tokenizer.json";
  private static final String SMALL =
      """
      {"added_tokens":[{"id":0,"content":"[UNK]"}],
       "normalizer":{"type":"BertNormalizer","clean_text":true,"handle_chinese_chars":true,
                     "strip_accents":null,"lowercase":false},
       "pre_tokenizer":{"type":"BertPreTokenizer"},
       "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"[CLS]"}},
                         {"Sequence":{"id":"A"}},{"SpecialToken":{"id":"[SEP]"}}]},
       "model":{"type":"WordPiece","unk_token":"[UNK]","continuing_subword_prefix":"##",
                "max_input_chars_per_word":100,"vocab":{"b":1,"[UNK]":0,"##ä":2}}}
      """;

  @TempDir private Path directory;

  @Test
  void writesOneTokenALineInTheOrderOfIds() throws Exception {
    Path vocabulary = directory.resolve("vocab.txt");

    VocabularyFile file = VocabularyFile.read(tokenizer(SMALL));
    file.write(vocabulary);

    assertThat(file.lowerCase()).isFalse();
    assertThat(Files.readString(vocabulary)).isEqualTo("[UNK]\nb\n##ä\n");
  }

  @Test
  void readsTheRealTokenizerOfTheEncoder() throws Exception {
    VocabularyFile file = VocabularyFile.read(tokenizer(resource()));

    assertThat(file.lowerCase()).isTrue();
    assertThat(file.tokens()).hasSize(30_522);
    assertThat(file.tokens().get(101)).isEqualTo("[CLS]");
    assertThat(file.tokens().get(30_521)).isEqualTo("##～");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"WordPiece\"              | \"BPE\"            | model.type: it is BPE",
        "\"clean_text\":true        | \"clean_text\":false | normalizer.clean_text: it is false",
        "\"strip_accents\":null     | \"strip_accents\":true | normalizer.strip_accents: it is true",
        "_word\":100                | _word\":50         | max_input_chars_per_word: it is 50",
        "\"BertPreTokenizer\"       | \"Whitespace\"     | pre_tokenizer.type: it is Whitespace",
        "\"content\":\"[UNK]\"      | \"content\":\"<s>\" | \"<s>\" is added",
        "\"[CLS]\"                  | \"<s>\"           | post_processor.single.0.SpecialToken.id: it is <s>",
        "\"b\":1                    | \"b\":2            | ids must be 0 to 2",
        "\"b\":1                    | \"b\":7            | ids must be 0 to 2",
        "\"b\":1                    | \"b\\nc\":1        | breaks a line",
        "\"continuing_subword_prefix\":\"##\", | ``      | continuing_subword_prefix: it is absent",
      })
  void refusesWhatTheEncoderWouldNotDoTheSameWay(String part, String other, String expected)
      throws Exception {
    Path file = tokenizer(SMALL.replace(part.strip(), other.strip()));

    assertThatThrownBy(() -> VocabularyFile.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("tokenizer.json")
        .hasMessageContaining(expected);
  }

  private Path tokenizer(String json) throws IOException {
    return Files.writeString(directory.resolve("tokenizer.json"), json);
  }

  private String resource() throws IOException {
    try (InputStream json =
        Objects.requireNonNull(getClass().getResourceAsStream(TOKENIZER), TOKENIZER)) {
      return new String(json.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
