package dev.thermocline.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may know whom in this module. */
@AnalyzeClasses(packages = "dev.thermocline", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule THE_DEMO_KNOWS_NO_COMMAND =
      noClasses()
          .that()
          .resideInAPackage("..cli.demo..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.thermocline.cli", "..cli.command..", "picocli..");

  @ArchTest
  static final ArchRule THE_DEMO_TAKES_THE_JOB_AS_A_BLACK_BOX =
      noClasses()
          .that()
          .resideInAPackage("..cli.demo..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..engine..", "..flink.operator..", "..app..", "ai.onnxruntime..");

  @ArchTest
  static final ArchRule ONLY_THE_DEMO_KNOWS_BROKER_AND_CLUSTER =
      noClasses()
          .that()
          .resideInAPackage("..cli..")
          .and()
          .resideOutsideOfPackage("..cli.demo..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "kafka..",
              "org.apache.kafka.server..",
              "org.apache.kafka.metadata..",
              "org.apache.flink.runtime..",
              "org.apache.flink.streaming.runtime..");

  @ArchTest
  static final ArchRule COMMANDS_ASK_ROOMS_THAT_KNOW_KAFKA =
      noClasses()
          .that()
          .resideInAnyPackage("dev.thermocline.cli", "..cli.command..", "..cli.progress..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule THE_GENERATOR_KNOWS_NEITHER_JOB_NOR_ACCOUNTS =
      noClasses()
          .that()
          .resideInAPackage("..cli.replay..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.thermocline.cli",
              "..cli.command..",
              "..cli.demo..",
              "dev.thermocline.app..",
              "dev.thermocline.engine..",
              "dev.thermocline.flink..",
              "org.apache.flink..");

  @ArchTest
  static final ArchRule THE_ACCOUNTS_KNOW_TOPICS_AND_CODECS_ONLY =
      noClasses()
          .that()
          .resideInAPackage("..cli.books..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.thermocline.cli",
              "..cli.command..",
              "..cli.demo..",
              "..cli.replay..",
              "dev.thermocline.builder..",
              "dev.thermocline.engine..",
              "..flink.operator..");

  @ArchTest
  static final ArchRule WHO_SHOWS_AND_TELLS_KNOWS_THE_CODECS_ONLY =
      noClasses()
          .that()
          .resideInAnyPackage("..cli.control..", "..cli.show..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "dev.thermocline.cli",
              "..cli.command..",
              "..cli.demo..",
              "..cli.replay..",
              "..cli.books..",
              "dev.thermocline.engine..",
              "..flink.operator..");

  @ArchTest
  static final ArchRule FIGURES_ARE_ARITHMETIC =
      noClasses()
          .that()
          .resideInAPackage("..cli.figures..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..cli.command..", "..cli.demo..", "..cli.replay..", "org.apache..");

  @ArchTest
  static final ArchRule A_CLUSTER_IS_SEEN_FROM_OUTSIDE =
      noClasses()
          .that()
          .resideInAPackage("..cli.cluster..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.flink..", "org.apache.kafka..", "..app..", "..engine..", "picocli..");

  @ArchTest
  static final ArchRule NOBODY_KNOWS_THE_COMMAND_LINE =
      noClasses()
          .that()
          .resideOutsideOfPackage("..cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("..cli..");
}
