package dev.thermocline.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The jar that is submitted: what is in it, what is not, and what Flink's client makes of it. */
class JobJarIT {

  private static final Path JAR =
      Path.of(
          Objects.requireNonNull(
              System.getProperty("thermocline.job.jar"),
              "system property thermocline.job.jar is not set; run 'mvn verify'"));

  private static final long MOST_BYTES = 40L * 1024 * 1024;

  private static List<String> entries;

  @TempDir Path folder;

  @BeforeAll
  static void list() throws IOException {
    entries = entries(JAR);
  }

  private static List<String> entries(Path jar) throws IOException {
    List<String> names = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(jar))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (!entry.isDirectory()) {
          names.add(entry.getName());
        }
      }
    }
    return names;
  }

  private static String text(String entry) throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile());
        InputStream bytes = jar.getInputStream(jar.getEntry(entry))) {
      return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dev/thermocline/app/EarlyExitJob.class",
        "dev/thermocline/flink/operator/EarlyExit.class",
        "dev/thermocline/engine/bundle/Bundle.class",
        "dev/thermocline/schemas/Prediction.class",
        "dev/thermocline/schemas/published/1/InferenceRequest.avsc",
        "org/apache/flink/connector/kafka/source/KafkaSource.class",
        "org/apache/kafka/clients/producer/KafkaProducer.class",
        "org/apache/avro/Schema.class",
        "com/fasterxml/jackson/core/JsonFactory.class",
        "com/fasterxml/jackson/dataformat/yaml/YAMLFactory.class",
        "org/yaml/snakeyaml/Yaml.class"
      })
  void holdsWhatTheJobNeeds(String entry) {
    assertThat(entries).contains(entry);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ai/",
        "scala/",
        "kafka/server/",
        "kafka/log/",
        "org/apache/kafka/controller/",
        "org/apache/kafka/image/",
        "org/apache/kafka/metadata/",
        "org/apache/kafka/storage/",
        "org/tribuo/",
        "org/slf4j/",
        "org/apache/logging/",
        "org/apache/log4j/",
        "ch/qos/",
        "picocli/",
        "org/junit/",
        "dev/thermocline/builder/",
        "dev/thermocline/cli/",
        "META-INF/services/org.slf4j",
        "META-INF/maven/",
        "module-info.class"
      })
  void holdsNothingOfBrokerBuilderNativeInferenceOrLogging(String prefix) {
    assertThat(entries).noneMatch(entry -> entry.startsWith(prefix));
  }

  @Test
  void ofFlinkItHoldsTheKafkaConnectorOnly() {
    assertThat(entries)
        .filteredOn(entry -> entry.startsWith("org/apache/flink/"))
        .allMatch(
            entry ->
                entry.startsWith("org/apache/flink/connector/kafka/")
                    || entry.startsWith("org/apache/flink/streaming/connectors/kafka/")
                    || entry.startsWith("org/apache/flink/streaming/util/serialization/"));
  }

  @Test
  void everyEntryIsThereOnce() {
    assertThat(entries).doesNotHaveDuplicates();
  }

  @Test
  void noClassHadToBeChosenFromTwoJars() throws IOException {
    Map<String, List<Path>> sources = new HashMap<>();
    for (Path jar : classPath()) {
      if (Files.isRegularFile(jar)) {
        for (String entry : entries(jar)) {
          sources.computeIfAbsent(entry, name -> new ArrayList<>()).add(jar.getFileName());
        }
      }
    }

    assertThat(entries)
        .filteredOn(entry -> entry.endsWith(".class") && !entry.startsWith("META-INF/"))
        .allSatisfy(entry -> assertThat(sources.getOrDefault(entry, List.of())).hasSizeLessThan(2));
  }

  @Test
  void servicesAreMerged() throws IOException {
    assertThat(text("META-INF/services/com.fasterxml.jackson.core.JsonFactory"))
        .contains("JsonFactory", "YAMLFactory");
    assertThat(text("META-INF/services/org.apache.kafka.common.config.provider.ConfigProvider"))
        .contains("FileConfigProvider");
  }

  @Test
  void saysWhoseItIsAndUnderWhichLicences() throws IOException {
    assertThat(text("META-INF/LICENSE")).contains("Apache License", "Version 2.0");
    assertThat(text("META-INF/NOTICE"))
        .contains("Copyright 2026 the Thermocline authors", "Apache Avro", "zstd-jni");
    assertThat(text("NOTICE")).contains("Apache Kafka");
    assertThat(text("META-INF/licenses/BSD.txt"))
        .contains("zstd-jni", "LZ4", "Zstandard", "Snappy", "AS IS");
    assertThat(entries).contains("META-INF/FastDoubleParser-LICENSE");
  }

  @Test
  void isSmallAndStartsTheJob() throws IOException {
    assertThat(Files.size(JAR)).isLessThan(MOST_BYTES);
    try (JarFile jar = new JarFile(JAR.toFile())) {
      assertThat(jar.getManifest().getMainAttributes())
          .containsEntry(Attributes.Name.MAIN_CLASS, EarlyExitJob.class.getName());
    }
  }

  @Test
  void flinksClientPrintsTheFaultsOfTheOptionsAndNothingElse() throws Exception {
    Files.writeString(folder.resolve("config.yaml"), "rest.address: localhost\n");
    Path out = folder.resolve("out");
    ProcessBuilder client =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "--add-opens=java.base/java.util=ALL-UNNAMED",
                "-Dlog4j2.level=OFF",
                "-cp",
                String.join(File.pathSeparator, classPath().stream().map(Path::toString).toList()),
                "org.apache.flink.client.cli.CliFrontend",
                "run",
                JAR.toString(),
                "--bundle.path=b",
                "--batch.maxsize=8",
                "stray")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile());
    client.environment().put("FLINK_CONF_DIR", folder.toString());

    Process process = client.start();

    try {
      assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
      List<String> lines =
          Files.readAllLines(out).stream()
              .filter(line -> line.contains("; allowed: ") || line.contains("at "))
              .toList();
      assertThat(process.exitValue()).as(Files.readString(out)).isEqualTo(1);
      assertThat(lines)
          .as(Files.readString(out))
          .hasSize(9)
          .allMatch(line -> line.contains("; allowed: "));
    } finally {
      process.destroyForcibly();
    }
  }

  /** What the tests run with, their own classes and the job's left out. */
  private static List<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(path -> path.toString().endsWith(".jar"))
        .filter(path -> !path.getFileName().toString().startsWith("thermocline-app"))
        .toList();
  }
}
