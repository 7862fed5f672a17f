package dev.axontask.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * scripts/chaos.sh. The short run breaks the same each time, the long one by a seed of its own;
 * another with {@code -Daxontask.seed=...}. Where the machine allows no namespaces it is skipped,
 * with the script's reason.
 */
class ChaosRunIT {
  private static final int SKIPPED = 77;
  private static final String SEED = "axontask.seed";

  @TempDir Path folder;

  @Test
  @Timeout(1200)
  void aFleetUnderFaultsLosesNothing(TestReporter reporter)
      throws IOException, InterruptedException {
    run(3, Long.getLong(SEED, 1), reporter);
  }

  @Test
  @Tag("long")
  @Timeout(5400)
  void aFleetUnderFaultsForAnHourLosesNothing(TestReporter reporter)
      throws IOException, InterruptedException {
    run(60, Long.getLong(SEED, Math.floorMod(System.nanoTime(), 1_000_000_000L)), reporter);
  }

  private void run(int minutes, long seed, TestReporter reporter)
      throws IOException, InterruptedException {
    File said = folder.resolve("said").toFile();
    Process script =
        new ProcessBuilder(
                root().resolve("scripts/chaos.sh").toString(),
                "--seed",
                String.valueOf(seed),
                "--minutes",
                String.valueOf(minutes))
            .redirectErrorStream(true)
            .redirectOutput(said)
            .redirectInput(new File("/dev/null"))
            .start();
    try {
      boolean ended = script.waitFor(minutes + 15L, TimeUnit.MINUTES);
      String text = Files.readString(said.toPath());
      reporter.publishEntry("scripts/chaos.sh --seed " + seed, text);
      assertThat(ended).as("the run ends").isTrue();
      assumeTrue(script.exitValue() != SKIPPED, text);
      assertThat(script.exitValue()).as(text).isZero();
    } finally {
      // Its namespaces, and all that is in them, end with it.
      script.destroyForcibly();
    }
  }

  private static Path root() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve("axontask"))) {
        return at;
      }
    }
    throw new IllegalStateException("no ./axontask above " + Path.of("").toAbsolutePath());
  }
}
