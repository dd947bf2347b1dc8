package dev.thermocline.engine.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleReaderTest {
  @TempDir Path temp;
  BundleFixture fixture;

  @BeforeEach
  void writeBundle() throws IOException {
    fixture = new BundleFixture(temp.resolve("bundle")).write();
  }

  @Test
  void readsWhatWasWritten() throws Exception {
    Bundle bundle = BundleReader.read(fixture.directory);

    assertThat(bundle.id()).startsWith("sha256:").hasSize(71);
    assertThat(bundle.exits()).isEqualTo(2);
    assertThat(bundle.layersFraction(1)).isEqualTo(1.0 / 3);
    assertThat(bundle.layersFraction(2)).isEqualTo(1);
    assertThat(bundle.heads().get(0).temperature()).isEqualTo(1.5);
    assertThat(bundle.calibration().ladder().get(0).bound()).isNaN();
  }

  @Test
  void givesEqualContentEqualIds() throws Exception {
    BundleFixture other = new BundleFixture(temp.resolve("other")).write();

    assertThat(BundleReader.read(other.directory).id())
        .isEqualTo(BundleReader.read(fixture.directory).id());
  }

  @Test
  void refusesADirectoryThatIsNotThere() {
    assertThatThrownBy(() -> BundleReader.read(temp.resolve("nowhere")))
        .isInstanceOf(BundleException.class)
        .hasMessageContainingAll("bundle.path", "nowhere", "bundle.json");
  }

  @Test
  void refusesAnAlteredStage() throws IOException {
    Files.writeString(fixture.directory.resolve("stages/01.onnx"), "stage 1 altered");

    fixture.refused("01.onnx", "sha256", "altered");
  }

  @Test
  void refusesATruncatedCalibration() throws IOException {
    Files.writeString(fixture.directory.resolve("calibration.json"), "{");

    fixture.refused("calibration.json", "sha256");
  }

  @Test
  void refusesAMissingStage() throws IOException {
    Files.delete(fixture.directory.resolve("stages/02.onnx"));

    fixture.refused("02.onnx", "missing");
  }

  @Test
  void refusesAMissingManifest() throws IOException {
    Files.delete(fixture.directory.resolve("bundle.json"));

    fixture.refused("bundle.json", "missing");
  }

  @Test
  void refusesANewerFormat() throws IOException {
    fixture.edit("\"formatVersion\" : 1", "\"formatVersion\" : 2");

    fixture.refused("formatVersion", "2", "reads 1 to 1");
  }

  @Test
  void refusesAnEditedManifest() throws IOException {
    fixture.edit("\"temperature\" : 1.5", "\"temperature\" : 0.5");

    fixture.refused("bundle.json", "id is", "altered");
  }

  @Test
  void refusesAHeadTypeItDoesNotKnow() throws Exception {
    BundleManifest old = fixture.manifest();
    fixture.write(
        new BundleManifest(
                old.formatVersion(),
                "",
                old.model(),
                old.input(),
                old.stages(),
                List.of(new HeadSpec(1, "gate", 1), new HeadSpec(2, "classifier", 1)),
                old.labels(),
                old.files())
            .sealed());

    fixture.refused("heads[0].type is gate", "allowed is classifier");
  }

  @Test
  void refusesAnUnknownKey() throws IOException {
    fixture.edit("\"formatVersion\" : 1", "\"colour\" : 3, \"formatVersion\" : 1");

    fixture.refused("bundle.json", "colour");
  }

  @Test
  void refusesAPathThatLeavesTheBundle() throws Exception {
    Files.writeString(temp.resolve("secret"), "x");
    fixture.withFile("../secret", BundleFormat.sha256(temp.resolve("secret")));

    fixture.refused("../secret", "leaves the bundle");
  }

  @Test
  void refusesAnAbsolutePath() throws Exception {
    Path secret = temp.resolve("secret");
    Files.writeString(secret, "x");
    fixture.withFile(secret.toString(), BundleFormat.sha256(secret));

    fixture.refused("leaves the bundle");
  }

  @Test
  void refusesALinkOutOfTheBundle() throws Exception {
    Path secret = temp.resolve("secret");
    Files.writeString(secret, "x");
    Files.createSymbolicLink(fixture.directory.resolve("link"), secret);
    fixture.withFile("link", BundleFormat.sha256(secret));

    fixture.refused("link", "out of the bundle");
  }

  @Test
  void readsAModelWhoseTensorsAreInside() throws Exception {
    fixture.replaceFirstStage(model(TensorProto.newBuilder().addFloatData(1)));

    assertThat(BundleReader.read(fixture.directory).exits()).isEqualTo(2);
  }

  @Test
  void refusesTensorDataOutsideTheFile() throws Exception {
    fixture.replaceFirstStage(
        model(TensorProto.newBuilder().setDataLocation(TensorProto.DataLocation.EXTERNAL)));

    fixture.refused("01.onnx", "another file", "no digest");
  }

  @Test
  void refusesTensorDataOutsideTheFileInANestedGraph() throws Exception {
    TensorProto outside =
        TensorProto.newBuilder()
            .addExternalData(
                StringStringEntryProto.newBuilder().setKey("location").setValue("../weights"))
            .build();
    GraphProto inner =
        GraphProto.newBuilder()
            .addNode(NodeProto.newBuilder().addAttribute(AttributeProto.newBuilder().setT(outside)))
            .build();
    GraphProto outer =
        GraphProto.newBuilder()
            .addNode(NodeProto.newBuilder().addAttribute(AttributeProto.newBuilder().setG(inner)))
            .build();
    fixture.replaceFirstStage(ModelProto.newBuilder().setGraph(outer).build().toByteArray());

    fixture.refused("01.onnx", "another file");
  }

  @Test
  void refusesAStageThatIsNoProtobuf() throws Exception {
    fixture.replaceFirstStage(new byte[] {0x3A, 0x7F, 1});

    fixture.refused("01.onnx", "not an ONNX file");
  }

  private static byte[] model(TensorProto.Builder tensor) {
    return ModelProto.newBuilder()
        .setGraph(GraphProto.newBuilder().addInitializer(tensor))
        .build()
        .toByteArray();
  }

  @Test
  void refusesALadderOfAnotherLength() throws Exception {
    Calibration old =
        BundleFormat.fromJson(
            fixture.directory.resolve(BundleFormat.CALIBRATION), Calibration.class);
    OperatingPoint shortRung =
        new OperatingPoint(0, List.of(1.0), List.of(1.0), 1, 1, 1, 0, 0, Double.NaN);
    Files.write(
        fixture.directory.resolve(BundleFormat.CALIBRATION),
        BundleFormat.toJson(
            new Calibration(
                old.policy(),
                old.loss(),
                old.method(),
                old.delta(),
                old.seeds(),
                old.splitDigests(),
                old.counts(),
                List.of(shortRung))));
    fixture.withFile(
        BundleFormat.CALIBRATION,
        BundleFormat.sha256(fixture.directory.resolve(BundleFormat.CALIBRATION)));

    fixture.refused("ladder[0]", "1 thresholds", "one per exit, 2");
  }
}
