package dev.axontask.stores.scratch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * A temporary folder with a shell that waits for the end of a pipe from this JVM, which comes
 * however the JVM dies, then ends the stores in the folder and deletes it.
 */
public final class ScratchFolder implements AutoCloseable {
  private static final String SCRIPT =
      """
      trap '' INT TERM HUP
      read -r _
      for file in "$1"/data/*.pid "$1"/*/data/*.pid; do
        [ -s "$file" ] && kill -QUIT "$(head -n 1 "$file")"
      done
      for i in 1 2 3 4 5 6 7 8 9 10; do
        rm -rf "$1" && [ ! -e "$1" ] && exit
        sleep 0.3
      done
      """;

  private final Path path;
  private final Process shell;

  private ScratchFolder(Path path, Process shell) {
    this.path = path;
    this.shell = shell;
  }

  public static ScratchFolder create() {
    try {
      // Open to all for passing through: where user namespaces are forbidden, root's stores run as
      // another user.
      Path path =
          Files.setPosixFilePermissions(
              Files.createTempDirectory("axontask-stores-"),
              PosixFilePermissions.fromString("rwx--x--x"));
      List<String> command = List.of("setsid", "sh", "-c", SCRIPT, "watchdog", path.toString());
      return new ScratchFolder(
          path,
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Holds stores, or folders of stores. */
  public Path path() {
    return path;
  }

  /** Unpacked binaries, shared by all test runs of this user on this machine. */
  public static Path programs() {
    String user = System.getProperty("user.name");
    Path folder = Path.of(System.getProperty("java.io.tmpdir"), "axontask-programs-" + user);
    try {
      Files.createDirectories(folder);
      if (!Files.getOwner(folder).getName().equals(user)) {
        throw new IllegalStateException(folder + " belongs to somebody else");
      }
      return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends what is left in the folder and deletes it. */
  @Override
  public void close() {
    try {
      shell.getOutputStream().close();
      shell.onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
