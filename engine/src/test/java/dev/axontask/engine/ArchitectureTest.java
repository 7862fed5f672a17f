package dev.axontask.engine;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** What neither the module graph nor package-private classes can say. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.axontask");
  private static final String ENGINE = "dev.axontask.engine..";

  @Test
  void adaptersSeeTheSpiAndNothingElseOfOurs() {
    noClasses()
        .that()
        .resideInAPackage("dev.axontask.adapter..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("dev.axontask..").and(not(resideInAPackage("dev.axontask.adapter.."))))
        .check(CLASSES);
  }

  @Test
  void theChainSeesTheJdkOnly() {
    classes()
        .that()
        .resideInAPackage("dev.axontask.engine.chain")
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage("java..", "org.jspecify..", "dev.axontask.engine.chain"))
        .check(CLASSES);
  }

  @Test
  void theVerifierSharesNothingWithTheWriter() {
    noClasses()
        .that()
        .resideInAPackage("dev.axontask.verify..")
        .should()
        .dependOnClassesThat(
            not(
                resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "com.google.errorprone..",
                    "org.bouncycastle..",
                    "dev.axontask.verify..")))
        .check(CLASSES);
  }

  @Test
  void onlyThosePartsThatOwnTablesSpeakSql() {
    noClasses()
        .that(
            resideInAPackage(ENGINE)
                .and(
                    not(
                        resideInAnyPackage(
                            "dev.axontask.engine",
                            "dev.axontask.engine.breaker",
                            "dev.axontask.engine.db",
                            "dev.axontask.engine.deadletter",
                            "dev.axontask.engine.queue",
                            "dev.axontask.engine.dependency",
                            "dev.axontask.engine.task",
                            "dev.axontask.engine.event",
                            "dev.axontask.engine.input",
                            "dev.axontask.engine.worker",
                            "dev.axontask.engine.receipt",
                            "dev.axontask.engine.retention",
                            "dev.axontask.engine.schedule",
                            "dev.axontask.engine.tail"))))
        .should()
        .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql.."))
        .check(CLASSES);
  }

  @Test
  void onlyTheTailItsPublisherAndTheDoorbellSpeakToRedis() {
    noClasses()
        .that(
            resideInAPackage(ENGINE)
                .and(
                    not(
                        resideInAnyPackage(
                            "dev.axontask.engine",
                            "dev.axontask.engine.event",
                            "dev.axontask.engine.tail",
                            "dev.axontask.engine.doorbell"))))
        .should()
        .dependOnClassesThat(resideInAPackage("io.lettuce.."))
        .check(CLASSES);
  }

  @Test
  void timeIdsAndChanceAreGiven() {
    noClasses()
        .that()
        .resideInAPackage(ENGINE)
        .should()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(UUID.class, "randomUUID")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callConstructor(Random.class)
        .orShould()
        .callMethod(ThreadLocalRandom.class, "current")
        .check(CLASSES);
  }

  @Test
  void packagesDependOneWay() {
    slices().matching("dev.axontask.engine.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
