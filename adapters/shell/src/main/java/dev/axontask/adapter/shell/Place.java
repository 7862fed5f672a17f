package dev.axontask.adapter.shell;

import dev.axontask.adapter.AttemptId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Where attempts live: a folder that every attempt's user can walk through. Inside the adapter's
 * own folder if that can be reached, and otherwise, for a root server with a closed data folder,
 * below {@code /var/lib}. The choice is written down, so that attempts are found again.
 *
 * @param root holds {@code attempts/}, {@code alive}, the scripts and the filters
 */
record Place(Path root) {
  private static final Path OUTSIDE = Path.of("/var/lib/axontask-attempts");
  private static final int NOBODY = 65_534;

  static Place of(Path folder, boolean switching) throws IOException {
    Path real = folder.toRealPath();
    Path note = real.resolve("place");
    if (!Files.exists(note)) {
      boolean outside = switching && !Reach.canReach(NOBODY, NOBODY, real.resolve("."));
      Path root =
          outside
              ? OUTSIDE.resolve(digest(real.toString().getBytes(StandardCharsets.UTF_8)))
              : real;
      write(note, root.toString().getBytes(StandardCharsets.UTF_8), "rw-------");
    }
    Path root = Path.of(Files.readString(note));
    Files.createDirectories(root);
    open(root, switching);
    if (!root.equals(real)) {
      open(OUTSIDE, switching);
    }
    Files.createDirectories(root.resolve("attempts"));
    open(root.resolve("attempts"), switching);
    return new Place(root);
  }

  AttemptFolder attempt(AttemptId id) {
    return new AttemptFolder(attempts().resolve(id.toString()));
  }

  Path attempts() {
    return root.resolve("attempts");
  }

  /** Holds the host's uptime when its worker last held its lease, in centiseconds. */
  Path alive() {
    return root.resolve("alive");
  }

  void saveAlive(long uptime) throws IOException {
    write(alive(), (uptime + "\n").getBytes(StandardCharsets.US_ASCII), "rw-r--r--");
  }

  /** Copies a script out of the jar, under a name that changes with its content. */
  Path script(String name) throws IOException {
    try (InputStream in = Place.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the jar holds no " + name);
      }
      byte[] content = in.readAllBytes();
      return keep(digest(content) + "-" + name, content);
    }
  }

  /** Keeps what attempts' users read, under a name that changes with its content. */
  Path keep(String name, byte[] content) throws IOException {
    Path file = root.resolve(name);
    if (!Files.exists(file) || Files.size(file) != content.length) {
      write(file, content, "r-xr-xr-x");
    }
    return file;
  }

  /**
   * A file is there as a whole or not at all; a crash leaves a temporary one that the next
   * replaces.
   */
  private static void write(Path file, byte[] content, String mode) throws IOException {
    Path next = Files.createTempFile(file.toAbsolutePath().getParent(), ".next", "");
    Files.write(next, content);
    Files.setPosixFilePermissions(next, PosixFilePermissions.fromString(mode));
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void open(Path folder, boolean switching) throws IOException {
    Files.setPosixFilePermissions(
        folder, PosixFilePermissions.fromString(switching ? "rwx--x--x" : "rwx------"));
  }

  /** Names this place among others on the host. */
  String digest() {
    return digest(root.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** Names what the parts are; 16 hexadecimal digits. */
  static String digest(byte[]... parts) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        sha.update(part);
      }
      return HexFormat.of().formatHex(sha.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new UncheckedIOException(new IOException(e));
    }
  }
}
