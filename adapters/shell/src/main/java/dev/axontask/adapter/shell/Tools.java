package dev.axontask.adapter.shell;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The host's programs that the adapter stands on. */
final class Tools {
  private static final List<String> FOLDERS =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  /** Without these nothing runs; all of them are util-linux or coreutils. */
  static final List<String> NEEDED =
      List.of("sh", "setsid", "setpriv", "mkfifo", "dd", "stat", "sync", "mv", "cat", "sleep");

  private Tools() {}

  static boolean has(String name) {
    return FOLDERS.stream().anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  static boolean envResetsSignals() {
    try {
      return run(List.of("env", "--default-signal", "true")).code() == 0;
    } catch (IOException none) {
      return false;
    }
  }

  /** What a short command said and how it ended. */
  record Result(int code, String text) {}

  static Result run(List<String> line) throws IOException {
    Process process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    try (InputStream out = process.getInputStream()) {
      String text = new String(out.readNBytes(Limits.NOTE_BYTES), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(Limits.PROBE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return new Result(-1, line.getFirst() + " did not end");
      }
      return new Result(process.exitValue(), text);
    } catch (InterruptedException stopped) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      return new Result(-1, "interrupted");
    }
  }
}
