package dev.thermocline.engine;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the borders between the engine's rooms. */
@AnalyzeClasses(
    packages = "dev.thermocline.engine",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ENGINE = "dev.thermocline.engine.";

  @ArchTest static final ArchRule bundle = room("bundle", "com.fasterxml.jackson..");
  @ArchTest static final ArchRule input = room("input", own("bundle"));
  @ArchTest static final ArchRule exit = room("exit", own("bundle"));

  @ArchTest
  static final ArchRule stage =
      roomOf(resideInAPackage(ENGINE + "stage"), "stage", own("stage"), own("bundle"));

  @ArchTest
  static final ArchRule onnx =
      roomOf(
          resideInAPackage(ENGINE + "stage.onnx.."),
          "stage.onnx",
          own("stage.."),
          own("bundle"),
          "ai.onnxruntime..");

  @ArchTest static final ArchRule runtime = room("runtime", own("stage"), own("bundle"));

  @ArchTest
  static final ArchRule cascade =
      room("cascade", own("bundle"), own("stage"), own("exit"), own("input"), own("runtime"));

  @ArchTest static final ArchRule control = room("control", own("bundle"));

  @ArchTest
  static final ArchRule onlyOneRoomSeesOnnxRuntime =
      noClasses()
          .that(DescribedPredicate.not(resideInAPackage(ENGINE + "stage.onnx..")))
          .should()
          .dependOnClassesThat(resideInAnyPackage("ai.onnxruntime.."));

  @ArchTest
  static final ArchRule knowsNoFlink =
      noClasses()
          .that(alwaysTrue())
          .should()
          .dependOnClassesThat(
              resideInAnyPackage("org.apache.flink..", "org.apache.kafka..", "org.apache.avro.."));

  private static String own(String room) {
    return ENGINE + room;
  }

  private static ArchRule room(String name, String... allowed) {
    String[] withSelf = new String[allowed.length + 1];
    System.arraycopy(allowed, 0, withSelf, 0, allowed.length);
    withSelf[allowed.length] = ENGINE + name + "..";
    return roomOf(resideInAPackage(ENGINE + name + ".."), name, withSelf);
  }

  private static ArchRule roomOf(
      DescribedPredicate<JavaClass> members, String name, String... allowed) {
    String[] always = {"java..", "org.jspecify..", "org.slf4j.."};
    return classes()
        .that(members)
        .should()
        .onlyDependOnClassesThat(resideInAnyPackage(always).or(resideInAnyPackage(allowed)))
        .as("room " + name + " imports only what the house allows");
  }
}
