package dev.thermocline.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.thermocline.cli.demo.BundleSeal;
import dev.thermocline.cli.demo.TinyBundle;
import dev.thermocline.engine.bundle.Bundle;
import dev.thermocline.engine.bundle.BundleArchive;
import dev.thermocline.engine.bundle.BundleFormat;
import dev.thermocline.engine.bundle.BundleReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * Bundles that no job starts with, as {@code check} tells of them, in one line with key, value and
 * what is allowed: a new row is a line. All that the reader refuses is in its own test.
 */
class RefusedBundleTest {

  private static final String STAGE = BundleFormat.stageFile(1);
  private static final String VERSION = "\"formatVersion\" : 1";

  @TempDir Path folder;

  /** What is done to a good bundle. */
  @FunctionalInterface
  interface Spoil {
    void spoil(Path bundle) throws Exception;
  }

  /**
   * A row of the table.
   *
   * @param told part of the line
   */
  record Row(String name, Spoil spoil, String told) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Row> table() {
    return List.of(
        new Row("no manifest", delete(BundleFormat.MANIFEST), "bundle.json: is missing"),
        new Row("no stage", delete(STAGE), "01.onnx: is missing (stages[0].file)"),
        new Row("a stage cut short", bundle -> cut(bundle.resolve(STAGE)), "01.onnx: sha256 is"),
        new Row("altered calibration", append(BundleFormat.CALIBRATION), "calibration.json: sha"),
        new Row("altered vocabulary", append(BundleFormat.VOCABULARY), "vocab.txt: sha256 is"),
        new Row("edited manifest", edit("\"animal\"", "\"mammal\""), "was altered, build the"),
        new Row("newer format", edit(VERSION, "\"formatVersion\" : 2"), "release reads 1 to 1"),
        new Row("path out of it", RefusedBundleTest::nameSecret, "../secret, which leaves the"),
        new Row("data elsewhere", RefusedBundleTest::keepDataElsewhere, "data in another file"));
  }

  @ParameterizedTest
  @MethodSource("table")
  void isTold(Row row) throws Exception {
    Path bundle = TinyBundle.write(Files.createDirectory(folder.resolve("bundle")));
    row.spoil().spoil(bundle);

    assertTold(bundle, row.told());
  }

  static List<Row> zipFiles() {
    return List.of(
        new Row("cut short", RefusedBundleTest::cut, "bundle.zip: cannot be unpacked: "),
        new Row("no zip file", zip -> Files.writeString(zip, "x".repeat(99)), "truncated, or with"),
        new Row("altered inside", RefusedBundleTest::alterInside, "bundle.zip/stages/01.onnx: sha"),
        new Row("entry out of it", zipOf("../secret"), "entry '../secret' leaves the bundle"),
        new Row("in a folder", zipOf("bundle/bundle.json"), "has no bundle.json at its top"),
        new Row("bomb", RefusedBundleTest::fillWithZeros, "unpacks to more than 16777216 bytes"));
  }

  @ParameterizedTest
  @MethodSource("zipFiles")
  void ofAZipFileIsTold(Row row) throws Exception {
    Path bundle = TinyBundle.write(Files.createDirectory(folder.resolve("bundle")));
    Path zip = folder.resolve("bundle.zip");
    BundleArchive.pack(bundle, zip);
    row.spoil().spoil(zip);

    assertTold(zip, row.told());
  }

  private static void assertTold(Path bundle, String told) {
    StringWriter out = new StringWriter();
    int status = check(bundle, out);

    assertThat(status).isEqualTo(2);
    assertThat(out.toString().strip())
        .hasLineCount(1)
        .startsWith("bundle.path is '" + bundle + "'; allowed: a bundle that can be verified; ")
        .contains(told);
  }

  private static int check(Path bundle, StringWriter out) {
    return new CommandLine(new CheckCommand())
        .setOut(new PrintWriter(out))
        .execute(
            "--bundle.path=" + bundle,
            "--kafka.bootstrap.servers=localhost:1",
            "--input.topic=requests",
            "--input.group-id=group",
            "--output.topic=predictions",
            "--dead-letter.topic=dead-letters",
            "--delivery.transactional-id-prefix=job",
            "--execution.checkpointing.interval=10 s");
  }

  private static Spoil delete(String file) {
    return bundle -> Files.delete(bundle.resolve(file));
  }

  private static Spoil append(String file) {
    return bundle -> Files.writeString(bundle.resolve(file), " ", StandardOpenOption.APPEND);
  }

  private static Spoil edit(String from, String to) {
    return bundle -> {
      Path manifest = bundle.resolve(BundleFormat.MANIFEST);
      String json = Files.readString(manifest);
      assertThat(json).contains(from);
      Files.writeString(manifest, json.replace(from, to));
    };
  }

  private static void cut(Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
  }

  private static Spoil zipOf(String entry) {
    return zip -> {
      try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
        out.putNextEntry(new ZipEntry(entry));
        out.closeEntry();
      }
    };
  }

  private static void alterInside(Path zip) throws Exception {
    Path bundle = zip.resolveSibling("bundle");
    append(STAGE).spoil(bundle);
    Files.delete(zip);
    BundleArchive.pack(bundle, zip);
  }

  private static void fillWithZeros(Path zip) throws IOException {
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry(BundleFormat.MANIFEST));
      out.write(new byte[17 << 20]);
      out.closeEntry();
    }
  }

  private static void nameSecret(Path bundle) throws Exception {
    Path secret = Files.writeString(bundle.resolveSibling("secret"), "x");
    Bundle whole = BundleReader.read(bundle);
    BundleSeal.write(bundle, whole, Map.of("../secret", BundleFormat.sha256(secret)));
  }

  private static void keepDataElsewhere(Path bundle) throws Exception {
    Bundle whole = BundleReader.read(bundle);
    Path stage = bundle.resolve(STAGE);
    ModelProto.Builder model = ModelProto.parseFrom(Files.readAllBytes(stage)).toBuilder();
    model
        .getGraphBuilder()
        .getInitializerBuilder(0)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL);
    Files.write(stage, model.build().toByteArray());
    BundleSeal.write(bundle, whole, Map.of());
  }
}
