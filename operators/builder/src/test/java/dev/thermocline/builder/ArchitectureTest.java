package dev.thermocline.builder;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the borders between the builder's rooms; only the root may see several of them. */
@AnalyzeClasses(
    packages = "dev.thermocline.builder",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String BUILDER = "dev.thermocline.builder.";
  private static final String ENGINE = "dev.thermocline.engine.";
  private static final String[] PROTOBUF = {"ai.onnx.proto..", "com.google.protobuf.."};

  @ArchTest
  static final ArchRule graph = room("graph", ENGINE + "bundle", PROTOBUF[0], PROTOBUF[1]);

  @ArchTest
  static final ArchRule head =
      room(
          "head",
          ENGINE + "cascade",
          ENGINE + "risk",
          ENGINE + "bundle",
          "org.tribuo..",
          "com.oracle.labs.mlrg.olcut..",
          "org.apache.commons.math3..");

  @ArchTest
  static final ArchRule calibration =
      room(
          "calibration",
          ENGINE + "cascade",
          ENGINE + "risk",
          ENGINE + "bundle",
          ENGINE + "exit",
          "org.apache.commons.math3..");

  @ArchTest
  static final ArchRule report =
      room("report", ENGINE + "cascade", ENGINE + "risk", ENGINE + "bundle");

  @ArchTest
  static final ArchRule data =
      room("data", ENGINE + "bundle", "com.fasterxml.jackson..", "org.apache.avro..");

  @ArchTest
  static final ArchRule onlyTheGraphRoomSeesTheOnnxProtobuf =
      noClasses()
          .that(resideOutsideOfPackage(BUILDER + "graph.."))
          .should()
          .dependOnClassesThat(resideInAnyPackage(PROTOBUF))
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule runsModelsOnlyThroughTheEngine =
      noClasses().should().dependOnClassesThat(resideInAPackage("ai.onnxruntime.."));

  @ArchTest
  static final ArchRule knowsNoFlink =
      noClasses()
          .should()
          .dependOnClassesThat(resideInAnyPackage("org.apache.flink..", "org.apache.kafka.."));

  private static ArchRule room(String name, String... allowed) {
    String[] always = {"java..", "org.jspecify..", "org.slf4j..", BUILDER + name + ".."};
    return classes()
        .that(resideInAPackage(BUILDER + name + ".."))
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(always).or(resideInAnyPackage(allowed)))
        .allowEmptyShould(true)
        .as("room " + name + " imports only what the house allows");
  }
}
