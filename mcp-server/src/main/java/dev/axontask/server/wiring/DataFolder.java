package dev.axontask.server.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder that holds everything a server keeps. */
final class DataFolder {
  private DataFolder() {}

  /**
   * Makes the folder if need be, for its owner alone.
   *
   * @throws IOException if it cannot be used; the message says what to do
   */
  static Path open(Path folder) throws IOException {
    try {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      return folder.toRealPath();
    } catch (IOException | UnsupportedOperationException e) {
      throw new IOException(
          "The data folder %s cannot be used (%s). Choose another with --data-dir, or make it yours."
              .formatted(folder, e),
          e);
    }
  }
}
