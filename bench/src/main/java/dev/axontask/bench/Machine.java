package dev.axontask.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the figures were measured on. */
record Machine(int cores, String processor, long memoryMiB, String system, String java) {

  static Machine here() {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        field("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch")),
        field("/proc/meminfo", "MemTotal").map(Machine::kibibytes).orElse(0L) / 1024,
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vendor") + " " + System.getProperty("java.version"));
  }

  private static Optional<String> field(String file, String name) {
    try {
      return Files.readAllLines(Path.of(file)).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static long kibibytes(String text) {
    return Long.parseLong(text.replace("kB", "").strip());
  }

  @Override
  public String toString() {
    return "%d cores of %s, %d MiB, %s, %s".formatted(cores, processor, memoryMiB, system, java);
  }
}
