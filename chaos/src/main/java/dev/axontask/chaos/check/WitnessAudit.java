package dev.axontask.chaos.check;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads what commands wrote about themselves, outside of the system under test: a file for each
 * task, a line {@code EXECUTION WORD NANOSECONDS} whenever an execution is alive. Two executions of
 * one task never live at the same time, and there are no more of them than attempts are allowed.
 * For one thread.
 */
final class WitnessAudit {
  private final Findings findings;
  private int executions;

  WitnessAudit(Findings findings) {
    this.findings = findings;
  }

  private record Life(String execution, long from, long to) {}

  /** How many executions were seen. */
  int executions() {
    return executions;
  }

  /**
   * Judges all of them.
   *
   * @param allowed how many attempts each key may have
   */
  void run(Path folder, Map<String, Integer> allowed) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        String key = String.valueOf(file.getFileName());
        judge(key, lives(file), allowed.getOrDefault(key, 0));
      }
    }
  }

  private void judge(String key, List<Life> lives, int allowed) {
    executions += lives.size();
    findings.expect(
        lives.size() <= allowed,
        "a command runs at most as often as it may",
        key,
        lives.size() + " executions, " + allowed + " allowed");
    lives.sort(Comparator.comparingLong(Life::from));
    for (int i = 1; i < lives.size(); i++) {
      findings.expect(
          lives.get(i - 1).to() < lives.get(i).from(),
          "one execution at a time",
          key,
          lives.get(i - 1) + " and " + lives.get(i));
    }
  }

  private static List<Life> lives(Path file) throws IOException {
    Map<String, Life> lives = new LinkedHashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] words = line.split(" ", -1);
      if (words.length == 3 && words[2].matches("[0-9]{19}")) {
        long at = Long.parseLong(words[2]);
        lives.merge(
            words[0],
            new Life(words[0], at, at),
            (a, b) ->
                new Life(a.execution(), Math.min(a.from(), b.from()), Math.max(a.to(), b.to())));
      }
    }
    return new ArrayList<>(lives.values());
  }
}
