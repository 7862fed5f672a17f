package dev.axontask.adapter.shell;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.AdapterException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Decides which user an attempt runs as. A server that is not root: its own. A root server: the
 * owner of the workspace, and for an attempt with a folder of its own a uid of the pool, one
 * attempt each. A workspace that belongs to root is worked on as root's uid without any capability,
 * since nobody else could write there; package-info tells what that means.
 */
final class Runners {
  private static final Path PASSWD = Path.of("/etc/passwd");
  private static final Path HOME = Path.of("/home/task");

  private final int server;
  private final Path attempts;
  private int next;

  Runners(int server, Path attempts) {
    this.server = server;
    this.attempts = attempts;
  }

  Runner forWorkspace(Path workspace) throws IOException {
    if (server != 0) {
      return ours();
    }
    int uid = (int) Files.getAttribute(workspace, "unix:uid");
    int gid = (int) Files.getAttribute(workspace, "unix:gid");
    return uid == 0 ? new Runner(0, 0, serverHome(), true) : named(uid, gid);
  }

  /**
   * Creates the folder of an attempt that gets a folder of its own. The folder's owner is what
   * tells, now and after a restart, that the uid is taken.
   */
  synchronized Runner forOwnFolder() throws IOException, AdapterException {
    if (server != 0) {
      return ours();
    }
    Set<Integer> taken = taken();
    for (int tried = 0; tried < Limits.SLOTS; tried++) {
      next = (next + 1) % Limits.SLOTS;
      int uid = Limits.FIRST_SLOT + next;
      if (!taken.contains(uid)) {
        return new Runner(uid, uid, HOME, true);
      }
    }
    String message = "all " + Limits.SLOTS + " user ids for sandboxes are in use; try again later";
    throw new AdapterException(new AdapterError("no_free_uid", message, true), null);
  }

  private Set<Integer> taken() throws IOException {
    Set<Integer> taken = new HashSet<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(attempts)) {
      for (Path folder : folders) {
        owner(folder).ifPresent(taken::add);
      }
    }
    return taken;
  }

  /** Who an attempt's folder belongs to; empty if a clean-up has removed it since it was listed. */
  static OptionalInt owner(Path folder) throws IOException {
    try {
      return OptionalInt.of(
          (int) Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException removed) {
      return OptionalInt.empty();
    }
  }

  private Runner ours() throws IOException {
    return new Runner(server, Host.gid(), serverHome(), false);
  }

  private static Path serverHome() {
    Path home = Path.of(System.getProperty("user.home", ""));
    return home.isAbsolute() ? home : HOME;
  }

  private static Runner named(int uid, int gid) throws IOException {
    for (String line : Files.readAllLines(PASSWD, StandardCharsets.ISO_8859_1)) {
      String[] fields = line.split(":", -1);
      if (fields.length > 5 && fields[2].equals("" + uid)) {
        return new Runner(uid, Integer.parseInt(fields[3]), Path.of(fields[5]), true);
      }
    }
    return new Runner(uid, Optional.of(gid).filter(id -> id != 0).orElse(uid), HOME, true);
  }
}
