package dev.thermocline.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** Who may import whom in this module. */
@AnalyzeClasses(packages = "dev.thermocline", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule codecKnowsNeitherTopicsNorTheJob =
      noClasses()
          .that()
          .resideInAPackage("dev.thermocline.app.codec..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.thermocline.app",
              "dev.thermocline.app.kafka..",
              "org.apache.kafka..",
              "org.apache.flink.connector..");

  @ArchTest
  static final ArchRule kafkaKnowsNeitherAvroNorTheJob =
      noClasses()
          .that()
          .resideInAPackage("dev.thermocline.app.kafka..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.thermocline.app", "dev.thermocline.schemas..", "org.apache.avro..");

  @ArchTest
  static final ArchRule jobReachesTheEngineOnlyThroughTheOperator =
      noClasses()
          .that()
          .resideInAPackage("dev.thermocline.app..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.thermocline.engine..",
              "ai.onnxruntime..",
              "dev.thermocline.builder..",
              "dev.thermocline.cli..");

  @ArchTest
  static final ArchRule operatorNeverKnowsTheJob =
      noClasses()
          .that()
          .resideInAnyPackage(
              "dev.thermocline.engine..", "dev.thermocline.flink..", "dev.thermocline.schemas..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.thermocline.app..");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      SlicesRuleDefinition.slices().matching("dev.thermocline.app.(*)..").should().beFreeOfCycles();
}
