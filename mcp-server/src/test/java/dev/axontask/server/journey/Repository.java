package dev.axontask.server.journey;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where things are in the checkout that the tests run in. */
public final class Repository {
  private Repository() {}

  /** The folder that holds the launcher. */
  public static Path root() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.isRegularFile(at.resolve("axontask"))) {
        return at;
      }
    }
    throw new IllegalStateException("no ./axontask above " + Path.of("").toAbsolutePath());
  }

  public static Path launcher() {
    return root().resolve("axontask");
  }
}
