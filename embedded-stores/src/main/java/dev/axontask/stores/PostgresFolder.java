package dev.axontask.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The names in a PostgreSQL folder of ours.
 *
 * @param root a real path; holds {@code data} (PostgreSQL's own), the port, the passwords, the log
 *     and the lock
 */
record PostgresFolder(Path root) {
  private static final Pattern PID = Pattern.compile("[0-9]{1,9}");

  Path data() {
    return root.resolve("data");
  }

  Path port() {
    return root.resolve("port");
  }

  Path adminPassword() {
    return root.resolve("admin.password");
  }

  Path runtimePassword() {
    return root.resolve("runtime.password");
  }

  LogFile log() {
    return new LogFile(root.resolve("postgres.log"));
  }

  Path postmasterFile() {
    return data().resolve("postmaster.pid");
  }

  /**
   * What PostgreSQL's own file says about who serves the folder: a claim, true only if a server
   * proves to be there.
   */
  Optional<PostmasterClaim> claim() throws IOException {
    if (!Files.exists(postmasterFile())) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(postmasterFile());
    if (lines.size() < 4 || !PID.matcher(lines.get(0)).matches() || !isPort(lines.get(3))) {
      return Optional.empty();
    }
    return Optional.of(
        new PostmasterClaim(Long.parseLong(lines.get(0)), Integer.parseInt(lines.get(3))));
  }

  private static boolean isPort(String text) {
    return text.matches("[0-9]{1,5}");
  }

  /** The first and the fourth line of {@code postmaster.pid}. */
  record PostmasterClaim(long pid, int port) {}
}
