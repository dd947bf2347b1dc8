package dev.thermocline.app.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.thermocline.app.codec.SourceRecord.Decoded;
import dev.thermocline.flink.config.JobOptions.Format;
import dev.thermocline.schemas.DeadLetter;
import dev.thermocline.schemas.InferenceRequest;
import dev.thermocline.schemas.Latencies;
import dev.thermocline.schemas.Prediction;
import dev.thermocline.schemas.Tensor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Builders;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written as JSON is read again as it was. */
class JsonRecordsTest {

  private static String json(Prediction prediction) {
    return new String(RecordWriter.bytes(prediction, Format.JSON), StandardCharsets.UTF_8);
  }

  private static Prediction prediction(String json) throws DecodeException {
    return RecordReader.predictions(Format.JSON).read(Requests.utf8(json));
  }

  @Test
  void aPredictionHasTheFieldsOfItsSchemaInTheirOrder() {
    Prediction prediction =
        Prediction.newBuilder()
            .setId("r-1")
            .setKey("k")
            .setLabel("noun.animal")
            .setScores(List.of(0.25f, 0.75f))
            .setExitIndex(2)
            .setExits(6)
            .setExitScore(0.75)
            .setLatencies(
                Latencies.newBuilder().setQueueMs(1.5).setComputeMs(20).setAgeMs(25).build())
            .setBundleId("b")
            .setTimestamp(Instant.ofEpochMilli(1_700_000_000_123L))
            .build();

    assertThat(json(prediction))
        .isEqualTo(
            """
            {"id":"r-1","key":"k","label":"noun.animal","scores":[0.25,0.75],"value":null,\
            "tensor":null,"exitIndex":2,"exits":6,"exitScore":0.75,"layersFraction":1.0,"rung":0,\
            "certifiedRisk":null,"audited":false,"truncated":false,"bundleId":"b",\
            "latencies":{"queueMs":1.5,"computeMs":20.0,"ageMs":25.0},"timestamp":1700000000123}""");
  }

  @Test
  void bytesAreBase64() {
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setBytes(ByteBuffer.wrap(new byte[] {(byte) 0xFF, (byte) 0xFE, 0x3F, 0}))
            .build();

    assertThat(new String(RecordWriter.bytes(letter, Format.JSON), StandardCharsets.UTF_8))
        .startsWith("{\"bytes\":\"//4/AA==\",\"size\":0,\"sha256\":\"\",\"key\":null,");
  }

  @Test
  void whatIsNotANumberIsNullAndReadsAsNaN() throws DecodeException {
    Prediction prediction =
        Prediction.newBuilder()
            .setId("r")
            .setScores(List.of(Float.NaN, Float.POSITIVE_INFINITY))
            .setLayersFraction(Double.NEGATIVE_INFINITY)
            .build();

    assertThat(json(prediction))
        .contains("\"scores\":[null,null]")
        .contains("\"layersFraction\":null");
    assertThat(prediction(json(prediction)).getScores()).containsExactly(Float.NaN, Float.NaN);
    assertThat(prediction(json(prediction)).getLayersFraction()).isNaN();
  }

  @Test
  void halfOfASurrogatePairBecomesAReplacementCharacter() throws DecodeException {
    DeadLetter letter = DeadLetter.newBuilder().setMessage("a\ud800b\udc1f").build();

    byte[] written = RecordWriter.bytes(letter, Format.JSON);

    assertThat(RecordReader.deadLetters(Format.JSON).read(written).getMessage())
        .isEqualTo("a\uFFFDb\uFFFD");
  }

  @Test
  void fieldsOfANewerVersionArePassedOverAndMissingOnesTakeTheirDefaults() throws DecodeException {
    Prediction read = prediction("{\"id\":\"r\",\"new\":{\"x\":[1]}}");

    assertThat(read).isEqualTo(Prediction.newBuilder().setId("r").build());
    assertThat(read.getLatencies()).isNotSameAs(prediction("{\"id\":\"r\"}").getLatencies());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}                            | id",
        "{'id':null}                   | /id is null",
        "{'id':7}                      | /id is a whole number in line 1, column 7; allowed: text",
        "{'id':'r','exits':'6'}        | not JSON",
        "{'id':'r','scores':{}}        | /scores is an object",
        "{'id':'r','latencies':1}      | /latencies is a whole number",
        "{'id':'r','id':'r'}           | Duplicate field",
        "{'id':'r'} 1                  | followed by more",
        "[]                            | the value is an array",
        "{'id':'r'                     | end-of-input"
      })
  void refusesWhatIsNoPrediction(String json, String message) {
    assertThatThrownBy(() -> prediction(json.replace('\'', '"')))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining(message);
  }

  @Provide
  Arbitrary<Prediction> predictions() {
    Arbitrary<String> text = Arbitraries.strings().map(Utf8Text::repaired);
    Arbitrary<Double> number = Arbitraries.doubles();
    Arbitrary<List<Float>> floats = Arbitraries.floats().list().ofMaxSize(5);
    Arbitrary<Tensor> tensor =
        floats.map(
            values ->
                Tensor.newBuilder().setShape(List.of(values.size())).setValues(values).build());
    return Builders.withBuilder(Prediction::newBuilder)
        .use(text)
        .in((builder, id) -> builder.setId(id).setKey(id))
        .use(text.injectNull(0.5))
        .in(Prediction.Builder::setLabel)
        .use(floats)
        .in(Prediction.Builder::setScores)
        .use(number.injectNull(0.5))
        .in((builder, value) -> builder.setValue(value).setExitScore(value))
        .use(tensor.injectNull(0.5))
        .in(Prediction.Builder::setTensor)
        .use(Arbitraries.integers())
        .in(Prediction.Builder::setRung)
        .use(number)
        .in(Prediction.Builder::setLayersFraction)
        .use(Arbitraries.of(true, false))
        .in(Prediction.Builder::setTruncated)
        .use(Arbitraries.longs())
        .in((builder, millis) -> builder.setTimestamp(Instant.ofEpochMilli(millis)))
        .build(Prediction.Builder::build);
  }

  @Property(tries = 300)
  void everyPredictionSurvivesEveryFormat(@ForAll("predictions") Prediction prediction)
      throws DecodeException {
    for (Format format : Format.values()) {
      byte[] written = RecordWriter.bytes(prediction, format);

      assertThat(RecordReader.predictions(format).read(written)).isEqualTo(prediction);
    }
  }

  @Property(tries = 300)
  void everyDeadLetterSurvivesEveryFormat(
      @ForAll byte[] bytes, @ForAll String text, @ForAll long number, @ForAll boolean keyed)
      throws DecodeException {
    String message = Utf8Text.repaired(text);
    DeadLetter letter =
        DeadLetter.newBuilder()
            .setBytes(ByteBuffer.wrap(bytes))
            .setKey(keyed ? ByteBuffer.wrap(bytes) : null)
            .setSize(number)
            .setOffset(number)
            .setPartition((int) number)
            .setMessage(message)
            .setTopic(message)
            .setTimestamp(Instant.ofEpochMilli(number))
            .build();

    for (Format format : Format.values()) {
      byte[] written = RecordWriter.bytes(letter, format);

      assertThat(RecordReader.deadLetters(format).read(written)).isEqualTo(letter);
    }
  }

  @Property(tries = 300)
  void everyRequestDecodesToTheSameFromEveryFormat(
      @ForAll String id, @ForAll String text, @ForAll long time, @ForAll boolean keyed) {
    InferenceRequest request =
        InferenceRequest.newBuilder()
            .setId(Utf8Text.repaired(id))
            .setKey(keyed ? Utf8Text.repaired(id) : null)
            .setTimestamp(Instant.ofEpochMilli(time))
            .setPayload("x" + Utf8Text.repaired(text))
            .setAttributes(Map.of("tenant", id))
            .build();

    for (Format format : Format.values()) {
      RequestDecoder decoder =
          new RequestDecoder(new RequestRules(format, FieldPaths.DEFAULTS, 1_000_000, false));
      Origin origin = Requests.origin(Requests.utf8("k"), RecordWriter.bytes(request, format));
      Decoded decoded =
          assertThat(decoder.decode(origin)).asInstanceOf(type(Decoded.class)).actual();

      assertThat(decoded.text()).isEqualTo("x" + Utf8Text.repaired(text));
      assertThat(decoded.timestamp()).isEqualTo(time);
      assertThat(decoded.key()).isEqualTo(keyed ? Utf8Text.repaired(id) : "k");
      assertThat(decoded.id()).isEqualTo(id.isEmpty() ? "in-3-42" : Utf8Text.repaired(id));
    }
  }
}
