package dev.thermocline.app.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.thermocline.app.codec.SourceRecord.Decoded;
import dev.thermocline.app.codec.SourceRecord.Undecodable;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonRequestTest {

  private final RequestDecoder decoder = new RequestDecoder(Requests.json(FieldPaths.DEFAULTS));
  private final RequestDecoder nested =
      new RequestDecoder(
          Requests.json(new FieldPaths("meta.id", "meta.id", "doc.body.text", "meta.at")));

  private static Decoded decoded(RequestDecoder decoder, String json) {
    Origin origin = Requests.origin(Requests.utf8("kafka-key"), Requests.utf8(json));
    return assertThat(decoder.decode(origin)).asInstanceOf(type(Decoded.class)).actual();
  }

  private static String refused(RequestDecoder decoder, byte[] value) {
    Undecodable refused =
        assertThat(decoder.decode(Requests.origin(Requests.utf8("k"), value)))
            .asInstanceOf(type(Undecodable.class))
            .actual();
    assertThat(refused.stage()).isEqualTo("decode");
    assertThat(refused.message()).doesNotContain("\n");
    return refused.message();
  }

  private String refused(String json) {
    return refused(decoder, Requests.utf8(json));
  }

  @Test
  void takesTheFieldsUnderTheirNamesAndPassesOverAllOthers() {
    Decoded request =
        decoded(
            decoder,
            """
            {"new": [{"id": "inner", "text": "inner"}, 1e999999999], "id": "r-1", "key": "k",
             "timestamp": 5, "text": "a \\"thermocline\\"\\n\\ud83d\\udc1f",
             "attributes": {"id": 7, "text": null}, "tail": {}}
            """);

    assertThat(request.id()).isEqualTo("r-1");
    assertThat(request.key()).isEqualTo("k");
    assertThat(request.text()).isEqualTo("a \"thermocline\"\n\ud83d\udc1f");
    assertThat(request.timestamp()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'text': 't'}",
        "{'payload': 't'}",
        "{'payload': null, 'text': 't'}",
        "{'text': 't', 'id': null, 'key': null, 'timestamp': null}",
        "{'text': 't', 'id': ''}"
      })
  void whatIsMissingNullOrEmptyComesFromTheKafkaRecord(String json) {
    Decoded request = decoded(decoder, json.replace('\'', '"'));

    assertThat(request.id()).isEqualTo("in-3-42");
    assertThat(request.key()).isEqualTo("kafka-key");
    assertThat(request.timestamp()).isEqualTo(Requests.KAFKA_TIME);
    assertThat(request.text()).isEqualTo("t");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-7", "007x", "9007199254740993", "123456789012345678901234567890"})
  void aWholeNumberNamesARecordAsItIsWritten(String id) {
    String written = id.endsWith("x") ? "\"007x\"" : id;

    Decoded request =
        decoded(decoder, "{\"id\":" + written + ",\"key\":" + written + ",\"text\":\"t\"}");

    assertThat(request.id()).isEqualTo(id);
    assertThat(request.key()).isEqualTo(id);
  }

  @ParameterizedTest
  @CsvSource({
    "1700000000123, 1700000000123",
    "-1, -1",
    "9223372036854775807, 9223372036854775807",
    "\"1970-01-01T00:00:01.5Z\", 1500",
    "\"1970-01-01T02:00:00+02:00\", 0"
  })
  void timeIsMillisecondsOrIso8601(String written, long millis) {
    assertThat(decoded(decoder, "{\"text\":\"t\",\"timestamp\":" + written + "}").timestamp())
        .isEqualTo(millis);
  }

  @Test
  void pathsReachIntoObjectsAndMayMeet() {
    Decoded request =
        decoded(
            nested,
            """
            {"id": "outer", "doc": {"body": {"text": "t", "html": "<p>"}, "text": "not this"},
             "meta": {"at": 9, "id": 12}}
            """);

    assertThat(request.id()).isEqualTo("12");
    assertThat(request.key()).isEqualTo("12");
    assertThat(request.text()).isEqualTo("t");
    assertThat(request.timestamp()).isEqualTo(9);
  }

  @Test
  void anObjectThatIsNullHasNothingInIt() {
    Decoded request = decoded(nested, "{\"doc\": {\"body\": {\"text\": \"t\"}}, \"meta\": null}");

    assertThat(request.id()).isEqualTo("in-3-42");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'doc': {'body': 'text'}}      | /doc/body is text in line 1, column 18; allowed: an object",
        "{'doc': [1]}                   | /doc is an array in line 1, column 9; allowed: an object",
        "{'doc': {}}                    | doc.body.text is missing; allowed: text",
        "{'doc': {'body': {'text': ' '}}} | doc.body.text is an empty text",
        "{'meta': {}, 'meta': {}}       | /meta is there twice in line 1, column 22",
        "{'meta': {'id': 1, 'id': 1}}   | /meta/id is there twice"
      })
  void refusesWithThePathAndThePlace(String json, String message) {
    assertThat(refused(nested, Requests.utf8(json.replace('\'', '"')))).startsWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                            | the value is empty; allowed: one JSON object",
        "` `                           | the value is empty",
        "[]                            | the value is an array in line 1, column 1; allowed: one JSON object",
        "null                          | the value is null",
        "'text'                        | the value is text",
        "{}                            | payload or text is missing; allowed: text",
        "{'text': null}                | payload or text is missing",
        "{'text': ''}                  | payload or text is an empty text; allowed: text with at least one letter",
        "{'text': ' \\n\\t '}          | payload or text is an empty text",
        "{'text': 'a', 'payload': 'b'} | both payload and text are set; allowed: one of them",
        "{'text': 'a', 'text': 'a'}    | /text is there twice in line 1, column 23; allowed: every field once",
        "{'text': 7}                   | /text is a whole number in line 1, column 10; allowed: text",
        "{'text': true}                | /text is true or false",
        "{'payload': {'a': 1}}         | /payload is an object in line 1, column 13; allowed: text",
        "{'payload': [0.5]}            | /payload is an array",
        "{'text': 't', 'id': 1.0}      | /id is a number with a fraction or exponent",
        "{'text': 't', 'id': 1e3}      | /id is a number with a fraction or exponent",
        "{'text': 't', 'id': false}    | /id is true or false in line 1, column 21; allowed: text or a whole number",
        "{'text': 't', 'key': []}      | /key is an array",
        "{'text': 't', 'timestamp': 1.5} | /timestamp is a number with a fraction",
        "{'text': 't', 'timestamp': 'yesterday'} | /timestamp is text that is no time",
        "{'text': 't', 'timestamp': '2026-01-01T00:00:00'} | /timestamp is text that is no time",
        "{'text': 't', 'timestamp': '+999999999-01-01T00:00:00Z'} | /timestamp is text that is no time",
        "{'text': 't', 'timestamp': 9223372036854775808} | /timestamp is a number too large",
        "{'text': '\\ud800'}           | /text is text with half of a surrogate pair",
        "{'text': 't', 'id': '\\udc00x'} | /id is text with half of a surrogate pair",
        "{'text': 't', 'x': NaN}       | not JSON: Non-standard token 'NaN'",
        "{'text': 't', 'x': -Infinity} | not JSON:",
        "{'text': 't', 'x': 01}        | not JSON: Invalid numeric value: Leading zeroes not allowed",
        "{'text': 't', 'x': +1}        | not JSON:",
        "{'text': 't',}                | not JSON: Unexpected character ('}' (code 125))",
        "{'text': 't' /* hm */}        | not JSON:",
        "{text: 't'}                   | not JSON:",
        "{'text': 't'                  | not JSON: Unexpected end-of-input",
        "{'text': 't                   | not JSON: Unexpected end-of-input",
        "{'text': 't'} {}              | the value is followed by an object in line 1, column 15; allowed: exactly one JSON object",
        "{'text': 't'} trailing        | not JSON: Unrecognized token 'trailing'",
        "{'text': 't'}}                | not JSON: Unexpected close marker",
        "{'text': 't', 'x': '\\q'}     | not JSON: Unrecognized character escape 'q'"
      })
  void refusesWhatIsNotOnePlainRequest(String json, String message) {
    String actual = refused(json.replace('\'', '"'));

    assertThat(actual).startsWith(message);
    if (message.startsWith("not JSON")) {
      assertThat(actual).containsPattern("in line 1, column \\d+$");
    }
  }

  @Test
  void refusesAControlCharacterInText() {
    assertThat(refused("{\"text\": \"a\u0001\"}"))
        .startsWith("not JSON: Illegal unquoted character");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"x\":"})
  void refusesNestingWithoutEnd(String opening) {
    assertThat(refused("{\"text\": \"t\", \"deep\": " + opening.repeat(1_000_000)))
        .contains("nesting depth")
        .contains("64");
  }

  @Test
  void takesNestingUpToTheLimitAndTextsAsLongAsTheValueMayBe() {
    String text = "word ".repeat(1_000_000);
    int arrays = JsonFormat.MAX_DEPTH - 1;
    String deep = "[".repeat(arrays) + "]".repeat(arrays);

    assertThat(decoded(decoder, "{\"deep\": " + deep + ", \"text\": \"" + text + "\"}").text())
        .isEqualTo(text);
  }

  @Test
  void takesNamesUpToTheLimitAndRefusesLongerOnes() {
    String json = "{\"text\": \"t\", \"%s\": 1}";

    assertThat(decoded(decoder, json.formatted("n".repeat(JsonFormat.MAX_NAME))).text())
        .isEqualTo("t");
    assertThat(refused(json.formatted("n".repeat(JsonFormat.MAX_NAME + 1))))
        .contains("1025")
        .contains("1024");
  }

  @Test
  void skipsAByteOrderMark() {
    assertThat(decoded(decoder, "\uFEFF{\"text\": \"t\"}").text()).isEqualTo("t");
  }

  @ParameterizedTest
  @CsvSource({"UTF-16", "UTF-16LE", "UTF-32", "ISO-8859-1"})
  void refusesOtherEncodings(String charset) {
    assertThat(refused(decoder, "{\"text\": \"t\u00e9\"}".getBytes(Charset.forName(charset))))
        .isNotBlank();
  }

  static byte[] withBytes(int... bytes) {
    ByteArrayOutputStream value = new ByteArrayOutputStream();
    value.writeBytes("{\"text\": \"".getBytes(StandardCharsets.US_ASCII));
    for (int each : bytes) {
      value.write(each);
    }
    value.writeBytes("\"}".getBytes(StandardCharsets.US_ASCII));
    return value.toByteArray();
  }

  @Test
  void refusesMalformedUtf8WithItsPlace() {
    String place = "byte 10 of 14 is not UTF-8; allowed: UTF-8";

    assertThat(refused(decoder, withBytes(0xC3, 0x28))).isEqualTo(place);
    assertThat(refused(decoder, withBytes(0xC0, 0xAF))).as("overlong").isEqualTo(place);
    assertThat(refused(decoder, withBytes(0xED, 0xA0, 0x80))).as("surrogate").startsWith("byte 10");
    assertThat(refused(decoder, withBytes(0xF5, 0x80))).as("beyond Unicode").isEqualTo(place);
  }

  @Test
  void aRefusedRequestLeavesNothingBehindForTheNext() {
    refused(
        "{\"id\": \"old\", \"key\": \"old\", \"timestamp\": 1, \"payload\": \"old\", \"text\": 7}");

    Decoded request = decoded(decoder, "{\"text\": \"new\"}");

    assertThat(request)
        .isEqualTo(
            new Decoded(request.origin(), "in-3-42", "kafka-key", "new", Requests.KAFKA_TIME));
  }
}
