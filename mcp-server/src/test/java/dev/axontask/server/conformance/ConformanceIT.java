package dev.axontask.server.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.axontask.server.journey.Repository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The official suite against our transport and our bridge; {@code scripts/conformance.sh}. */
@Timeout(300)
class ConformanceIT {
  private static final Path SCRIPT = Repository.root().resolve("scripts/conformance.sh");
  private static final Path CLIENTS = Repository.root().resolve("mcp-server/src/test/clients");

  @BeforeAll
  static void theSuiteIsInstalled() {
    assumeTrue(
        Files.isRegularFile(CLIENTS.resolve("node_modules/.bin/conformance")),
        "the conformance suite is not installed: ./axontask test does it, or npm ci in " + CLIENTS);
  }

  /**
   * The counts are those of the pinned version of the suite. They are here so that a scenario that
   * stops looking at us is noticed; more may be passed when the fixture offers more.
   */
  @Test
  void everyCheckThatAppliesPassesAndNoneIsExpectedToFail()
      throws IOException, InterruptedException {
    try (Fixture fixture = Fixture.start(0)) {
      Run run = run(SCRIPT.toString(), "run", fixture.url().toString());
      assertThat(run.said())
          .contains("server-2025-11-25: 33 scenarios, 83 checks passed, 0 failed, 0 warnings")
          .contains("server-2026-07-28: 50 scenarios, 196 checks passed, 0 failed, 0 warnings")
          .contains("bridge-2025-11-25: 5 scenarios, 20 checks passed, 0 failed, 0 warnings")
          .contains("bridge-2026-07-28: 8 scenarios, 64 checks passed, 0 failed, 0 warnings")
          .contains("conformance: every check passed");
      assertThat(run.exitCode()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"SUCCESS, 0", "SKIPPED, 0", "FAILURE, 1", "WARNING, 1", "SUCCESS ended, 1", ", 1"})
  void whatFailsOrWarnsOrLeavesNothingFailsTheRun(
      @Nullable String left, int exitCode, @TempDir Path folder)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("server-x.names"), "ping\n");
    if (left != null) {
      Path results = folder.resolve("server-x/server-ping-2026-11-21T14-04-58-374Z");
      String status = left.replace(" ended", "");
      Files.createDirectories(results);
      Files.writeString(
          results.resolve("checks.json"),
          "[{\"id\": \"a\", \"status\": \"%s\", \"description\": \"b\"}]".formatted(status));
      Files.writeString(folder.resolve("server-x.ended"), left.endsWith("ended") ? "ping\n" : "");
    }
    Run run = run("node", CLIENTS.resolve("conformance-report.mjs").toString(), folder.toString());
    assertThat(run.said()).startsWith("server-x: 1 scenarios");
    assertThat(run.exitCode()).isEqualTo(exitCode);
  }

  private record Run(int exitCode, String said) {}

  private static Run run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    System.out.print(said);
    return new Run(process.waitFor(), said);
  }
}
