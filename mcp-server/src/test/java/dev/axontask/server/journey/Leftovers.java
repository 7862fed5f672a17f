package dev.axontask.server.journey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Processes that belong to a data folder, found by their command line or working folder. */
public final class Leftovers {
  private Leftovers() {}

  /** Those of the folder that are alive now. */
  public static Stream<ProcessHandle> of(Path data) {
    long me = ProcessHandle.current().pid();
    return ProcessHandle.allProcesses().filter(p -> p.pid() != me && belongs(p, data));
  }

  private static boolean belongs(ProcessHandle process, Path data) {
    Path proc = Path.of("/proc", String.valueOf(process.pid()));
    try {
      return Files.readSymbolicLink(proc.resolve("cwd")).startsWith(data)
          || Files.readString(proc.resolve("cmdline")).contains(data.toString());
    } catch (IOException _) {
      return false;
    }
  }
}
