package dev.thermocline.builder;

import dev.thermocline.builder.calibration.Loss;
import dev.thermocline.builder.data.Example;
import dev.thermocline.builder.data.SplitPlan;
import dev.thermocline.builder.data.Splits;
import dev.thermocline.builder.data.VocabularyFile;
import dev.thermocline.builder.graph.TinyEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** A tiny model, a vocabulary and labelled sentences whose class follows from their words. */
final class TinyProject {
  static final List<String> LABELS = List.of("animal", "plant", "tool");
  private static final int WORDS = 30;

  private TinyProject() {}

  static VocabularyFile vocabulary() {
    List<String> tokens = new ArrayList<>(List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"));
    IntStream.range(0, WORDS).forEach(i -> tokens.add(word(i)));
    return new VocabularyFile(tokens, true);
  }

  static Path model(Path folder) throws IOException {
    Path file = folder.resolve("tiny.onnx");
    TinyEncoder.write(file, vocabulary().tokens().size(), 3, 11);
    return file;
  }

  /** Sentences of 2 to 12 words, most of them of the class's own ten, some of any. */
  static List<Example> examples(int n, long seed) {
    Random random = new Random(seed);
    List<Example> examples = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      int label = random.nextInt(LABELS.size());
      List<String> words = new ArrayList<>();
      int length = 2 + random.nextInt(11);
      for (int w = 0; w < length; w++) {
        boolean own = random.nextDouble() < 0.6;
        words.add(own ? word(label * 10 + random.nextInt(10)) : word(random.nextInt(WORDS)));
      }
      examples.add(new Example("r" + i, String.join(" ", words), LABELS.get(label), "g" + i));
    }
    Collections.shuffle(examples, random);
    return examples;
  }

  static Splits splits(int n, long seed) {
    return Splits.of(examples(n, seed), SplitPlan.ofFractions(n, 0.4, 0.2, 0.2), seed);
  }

  static BuildRequest request(Path model, Path out) {
    return new BuildRequest(
        model,
        vocabulary(),
        "tiny",
        "Apache-2.0",
        32,
        List.of(1, 2),
        List.of(),
        List.of(),
        "max-probability",
        Loss.DISAGREEMENT,
        16,
        3,
        out);
  }

  private static String word(int index) {
    return "word" + (char) ('a' + index / 10) + (char) ('a' + index % 10);
  }
}
