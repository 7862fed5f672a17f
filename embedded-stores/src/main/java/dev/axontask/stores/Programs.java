package dev.axontask.stores;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The servers' binaries, unpacked once into a folder named after their content, so that an upgrade
 * lies beside the version that an orphan may still be running.
 */
final class Programs {
  private static final Object ONE_AT_A_TIME = new Object();

  private final Path folder;
  private final Platform platform;

  Programs(Path folder, Platform platform) {
    this.folder = folder;
    this.platform = platform;
  }

  /** The folder that holds PostgreSQL's {@code bin}, {@code lib} and {@code share}. */
  Path postgres() throws IOException {
    return unpacked("postgres", platform.postgres(), Programs::untar);
  }

  /** The Redis server, an executable file. */
  Path redis() throws IOException {
    return unpacked("redis", platform.redis(), Programs::copyExecutable).resolve("redis-server");
  }

  private interface Unpacking {
    void unpack(InputStream from, Path into) throws IOException;
  }

  private Path unpacked(String name, String resource, Unpacking unpacking) throws IOException {
    URL url = Programs.class.getResource("/" + resource);
    if (url == null) {
      throw new StoreException(
          "this build brings no PostgreSQL and Redis ("
              + resource
              + " is missing): set DATABASE_URL and REDIS_URL, or build AxonTask again");
    }
    Files.createDirectories(folder);
    Path target = folder.resolve(name + "-" + fingerprint(url));
    if (Files.isDirectory(target)) {
      return target;
    }
    synchronized (ONE_AT_A_TIME) {
      try (var channel =
              FileChannel.open(
                  folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          var _ = channel.lock()) {
        if (!Files.isDirectory(target)) {
          unpack(url, target, unpacking);
        }
      }
    }
    return target;
  }

  private static void unpack(URL url, Path target, Unpacking unpacking) throws IOException {
    Path fresh = target.resolveSibling(target.getFileName() + ".new");
    // A crash while unpacking leaves this folder; the next start deletes it here.
    Durably.deleteTree(fresh);
    Files.createDirectories(fresh);
    try (InputStream in = new BufferedInputStream(url.openStream(), 1 << 16)) {
      unpacking.unpack(in, fresh);
    }
    Durably.move(fresh, target);
  }

  /** The jar's checksum of the entry, which costs nothing; of anything else, ours. */
  private static String fingerprint(URL url) throws IOException {
    var connection = url.openConnection();
    connection.setUseCaches(false);
    if (connection instanceof JarURLConnection jar) {
      try (var file = jar.getJarFile()) {
        return HexFormat.of().toHexDigits((int) file.getEntry(jar.getEntryName()).getCrc());
      }
    }
    CRC32 crc = new CRC32();
    try (InputStream in = connection.getInputStream()) {
      crc.update(in.readAllBytes());
    }
    return HexFormat.of().toHexDigits((int) crc.getValue());
  }

  private static void copyExecutable(InputStream from, Path into) throws IOException {
    Path program = into.resolve("redis-server");
    Files.copy(from, program);
    Durably.sync(program);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static void untar(InputStream from, Path into) throws IOException {
    try (var tar = new TarArchiveInputStream(new XZInputStream(from), UTF_8.name())) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path path = into.resolve(entry.getName()).normalize();
        if (!path.startsWith(into)) {
          throw new IOException(entry.getName() + " leads out of the archive");
        }
        extract(tar, entry, path);
      }
    }
  }

  private static void extract(TarArchiveInputStream tar, TarArchiveEntry entry, Path path)
      throws IOException {
    if (entry.isDirectory()) {
      Files.createDirectories(path);
    } else if (entry.isSymbolicLink()) {
      Files.createDirectories(path.getParent());
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else if (!entry.getName().endsWith(".a")) {
      Files.createDirectories(path.getParent());
      Files.copy(tar, path);
      Durably.sync(path);
      boolean program = (entry.getMode() & 0100) != 0;
      Files.setPosixFilePermissions(
          path, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
    }
  }
}
