package dev.thermocline.flink;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;

/** Holds the borders between the rooms of the Flink module. */
@AnalyzeClasses(
    packages = "dev.thermocline.flink",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String FLINK = "dev.thermocline.flink.";
  private static final String ENGINE = "dev.thermocline.engine..";

  @ArchTest static final ArchRule order = room("order");
  @ArchTest static final ArchRule state = room("state", ENGINE, "org.apache.flink..");

  @ArchTest
  static final ArchRule load =
      room("load", "dev.thermocline.engine.control..", "org.apache.flink..");

  @ArchTest
  static final ArchRule tuning = room("tuning", ENGINE, "org.apache.flink..", FLINK + "config");

  @ArchTest static final ArchRule metrics = room("metrics", ENGINE, "org.apache.flink..");
  @ArchTest static final ArchRule config = room("config", ENGINE, "org.apache.flink..");

  @ArchTest
  static final ArchRule operator =
      room(
          "operator",
          ENGINE,
          "org.apache.flink..",
          FLINK + "order",
          FLINK + "state",
          FLINK + "load",
          FLINK + "tuning",
          FLINK + "metrics",
          FLINK + "config");

  @ArchTest
  static final ArchRule everyClassLivesInARoom =
      classes()
          .should()
          .resideInAnyPackage(
              FLINK + "order",
              FLINK + "state",
              FLINK + "load",
              FLINK + "tuning",
              FLINK + "metrics",
              FLINK + "config",
              FLINK + "operator");

  @ArchTest
  static final ArchRule onlyTheEngineSeesOnnxRuntime =
      noClasses().should().dependOnClassesThat(resideInAnyPackage("ai.onnxruntime.."));

  private static ArchRule room(String name, String... allowed) {
    List<String> all = new ArrayList<>(List.of(allowed));
    all.addAll(List.of("java..", "org.jspecify..", "org.slf4j..", FLINK + name));
    return classes()
        .that()
        .resideInAPackage(FLINK + name)
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(all.toArray(String[]::new)))
        .as("room " + name + " imports only what the house allows");
  }
}
