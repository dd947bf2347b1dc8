package dev.thermocline.cli.books;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class NamesTest {

  @Property(tries = 200)
  void numbersAreThoseOfFirstComing(@ForAll List<String> texts) {
    Names names = new Names();
    Map<String, Integer> numbers = new LinkedHashMap<>();

    for (String text : texts) {
      byte[] name = utf16(text);
      assertThat(names.find(name)).isEqualTo(numbers.getOrDefault(text, Names.NONE));
      numbers.putIfAbsent(text, numbers.size());
      assertThat(names.number(name)).isEqualTo(numbers.get(text));
    }

    numbers.forEach((text, number) -> assertThat(names.name(number)).isEqualTo(utf16(text)));
    assertThat(names.size()).isEqualTo(numbers.size());
  }

  @Test
  void growsFarBeyondItsFirstSizes() {
    Names names = new Names();
    byte[] large = new byte[100_000];

    for (int i = 0; i < 200_000; i++) {
      names.number(id(i));
    }
    int added = names.number(large);

    assertThat(names.find(id(123_456))).isEqualTo(123_456);
    assertThat(names.name(199_999)).isEqualTo(id(199_999));
    assertThat(names.name(added)).isEqualTo(large);
    assertThat(names.find(id(200_000))).isEqualTo(Names.NONE);
  }

  /** Not UTF-8, which would turn lone surrogates into one and the same character. */
  private static byte[] utf16(String text) {
    byte[] bytes = new byte[2 * text.length()];
    for (int i = 0; i < text.length(); i++) {
      bytes[2 * i] = (byte) (text.charAt(i) >> 8);
      bytes[2 * i + 1] = (byte) text.charAt(i);
    }
    return bytes;
  }

  private static byte[] id(int number) {
    return ("replay-" + number).getBytes(StandardCharsets.UTF_8);
  }
}
