package dev.thermocline.engine.input;

import dev.thermocline.engine.bundle.InputSpec;
import dev.thermocline.engine.bundle.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * BERT's WordPiece encoding of text, equal to Hugging Face's {@code tokenizers} with the settings
 * {@code BertNormalizer(clean_text, handle_chinese_chars, strip_accents = lowercase)}, {@code
 * BertPreTokenizer}, {@code WordPiece("##", 100)} and the template {@code [CLS] A [SEP]}.
 *
 * <p>As there, special tokens written out in the text ({@code [MASK]}, case-sensitive) become their
 * ids. Text that leaves no token once control characters and lone marks are dropped is refused like
 * an empty one, where the reference would give {@code [CLS] [SEP]}.
 */
public final class WordPieceEncoder implements InputEncoder {
  private static final int SPECIAL_TOKENS = 2;

  private final Vocabulary vocabulary;
  private final CharacterRules rules;
  private final int maxLength;
  private final List<TextTensor> tensors;

  private WordPieceEncoder(
      Vocabulary vocabulary, CharacterRules rules, int maxLength, List<TextTensor> tensors) {
    this.vocabulary = vocabulary;
    this.rules = rules;
    this.maxLength = maxLength;
    this.tensors = tensors;
  }

  /**
   * An encoder for a bundle's text input.
   *
   * @param vocabulary file of the vocabulary on local disk, one token a line
   * @param spec the bundle's input section
   * @param stage1Inputs the tensors to fill, in the order the rows are handed out; token ids,
   *     attention mask and token types are known by name
   * @throws IOException if the vocabulary cannot be read
   * @throws IllegalArgumentException if the vocabulary is not UTF-8 or lacks a special token, the
   *     spec is not of type {@code text}, or a stage-1 input is unknown, doubled or not int64 (B,
   *     S)
   */
  public static InputEncoder text(Path vocabulary, InputSpec spec, List<TensorSpec> stage1Inputs)
      throws IOException {
    if (!spec.type().equals("text")) {
      throw new IllegalArgumentException(
          "input type is " + spec.type() + "; WordPiece encodes type text only");
    }
    return new WordPieceEncoder(
        Vocabulary.read(vocabulary),
        CharacterRules.of(spec.lowerCase()),
        spec.maxLength(),
        tensors(stage1Inputs));
  }

  @Override
  public EncodedInput encode(String text) throws InputException {
    int budget = maxLength - SPECIAL_TOKENS;
    WordPieceScan scan = new WordPieceScan(vocabulary, rules, budget, text.length());
    scan.scan(text);
    if (scan.count() == 0) {
      throw new InputException(
          "text of "
              + text.length()
              + " characters holds nothing to encode; it must have at least one visible character");
    }
    int length = scan.count() + SPECIAL_TOKENS;
    List<ByteBuffer> rows = new ArrayList<>(tensors.size());
    for (TextTensor tensor : tensors) {
      rows.add(row(tensor, scan, length));
    }
    return new EncodedInput(length, rows, scan.truncated());
  }

  private ByteBuffer row(TextTensor tensor, WordPieceScan scan, int length) {
    ByteBuffer row = ByteBuffer.allocate(length * Long.BYTES).order(ByteOrder.nativeOrder());
    LongBuffer values = row.asLongBuffer();
    switch (tensor) {
      case TOKENS -> {
        values.put(0, vocabulary.start());
        for (int i = 0; i < scan.count(); i++) {
          values.put(i + 1, scan.id(i));
        }
        values.put(length - 1, vocabulary.end());
      }
      case MASK -> {
        for (int i = 0; i < length; i++) {
          values.put(i, 1L);
        }
      }
      case TYPES -> {} // a single text is all of type 0
    }
    return row;
  }

  private static List<TextTensor> tensors(List<TensorSpec> stage1Inputs) {
    List<TextTensor> tensors = stage1Inputs.stream().map(TextTensor::of).toList();
    Set<TextTensor> seen = EnumSet.noneOf(TextTensor.class);
    for (TextTensor tensor : tensors) {
      if (!seen.add(tensor)) {
        throw new IllegalArgumentException(
            "stage-1 inputs "
                + stage1Inputs.stream().map(TensorSpec::name).toList()
                + " hold "
                + tensor
                + " twice; each of token ids, mask and types may stand once");
      }
    }
    if (!seen.contains(TextTensor.TOKENS)) {
      throw new IllegalArgumentException(
          "stage-1 inputs "
              + stage1Inputs.stream().map(TensorSpec::name).toList()
              + " hold no token ids; name one of them input_ids");
    }
    return tensors;
  }
}
