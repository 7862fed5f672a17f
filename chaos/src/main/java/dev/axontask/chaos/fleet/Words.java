package dev.axontask.chaos.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs small programs of the machine, and words that put a program where it belongs. */
final class Words {
  private static final int PATIENCE_S = 60;

  private Words() {}

  /** The words before a program that make it run in a network namespace. */
  static List<String> inside(String namespace, List<String> program) {
    List<String> words = new ArrayList<>(List.of("nsenter", "--net=/run/netns/" + namespace, "--"));
    words.addAll(program);
    return words;
  }

  /**
   * Runs a program to its end.
   *
   * @throws IOException if it fails; with what it said
   */
  static void run(List<String> program, Path folder) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(program)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException(program + " hangs");
    }
    if (process.exitValue() != 0) {
      throw new IOException(program + " failed: " + said);
    }
  }
}
