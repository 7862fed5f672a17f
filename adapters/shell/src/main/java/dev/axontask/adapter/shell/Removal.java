package dev.axontask.adapter.shell;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Takes an attempt away from the host: its processes first, then its files. */
record Removal(AttemptFolder folder) {

  static Removal of(AttemptFolder folder) {
    return new Removal(folder);
  }

  /** Does it; where there is nothing left to do, it does nothing. */
  void run() throws IOException {
    if (!Files.exists(folder.path(), LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Supervisor supervisor = new Supervisor(folder);
    if (!folder.ruleOut() && !supervisor.drained()) {
      supervisor.stop("superseded", Duration.ZERO);
      awaitEnd(supervisor, Duration.ofSeconds(3));
      supervisor.kill();
    }
    awaitEnd(supervisor, Limits.DYING);
    // A crash from here on leaves part of the folder; the next clean-up takes the rest.
    delete();
  }

  /**
   * Waits until the supervisor and everything that works in its folder is gone, killing it late.
   */
  private void awaitEnd(Supervisor supervisor, Duration atMost) throws IOException {
    long end = System.nanoTime() + atMost.toNanos();
    List<ProcessHandle> left = left(supervisor);
    while (!left.isEmpty() && System.nanoTime() - end < 0) {
      if (!supervisor.lives()) {
        left.forEach(ProcessHandle::destroyForcibly);
      }
      pause();
      left = left(supervisor);
    }
  }

  private List<ProcessHandle> left(Supervisor supervisor) throws IOException {
    return supervisor.known() || folder.has("begun") ? workingIn(folder.path()) : List.of();
  }

  /** The processes whose current folder this is: a supervisor and its helpers, nobody else. */
  static List<ProcessHandle> workingIn(Path path) throws IOException {
    List<ProcessHandle> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (worksIn(process, path)) {
          ProcessHandle.of(Long.parseLong(String.valueOf(process.getFileName())))
              .ifPresent(found::add);
        }
      }
    }
    return found;
  }

  /** Those of them that run one of these programs. */
  static List<ProcessHandle> workingIn(Path path, Set<String> programs) throws IOException {
    return workingIn(path).stream()
        .filter(process -> programs.contains(Host.programOf(process.pid())))
        .toList();
  }

  private static boolean worksIn(Path process, Path path) {
    try {
      return Files.readSymbolicLink(process.resolve("cwd")).equals(path);
    } catch (IOException gone) {
      return false;
    }
  }

  private static void pause() {
    try {
      Thread.sleep(Duration.ofMillis(10));
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** rm walks with open folders, so that it neither follows links nor is led astray by renames. */
  private void delete() throws IOException {
    String path = folder.path().toString();
    Tools.Result first = rm(path);
    if (first.code() != 0 && Host.uid() != 0) {
      Tools.run(List.of("chmod", "-R", "u+rwX", "--", path));
      first = rm(path);
    }
    if (first.code() != 0 && Files.exists(folder.path(), LinkOption.NOFOLLOW_LINKS)) {
      throw new NoSuchFileException(path, null, "could not be removed: " + first.text());
    }
  }

  private static Tools.Result rm(String path) throws IOException {
    return Tools.run(List.of("rm", "-rf", "--one-file-system", "--", path));
  }
}
