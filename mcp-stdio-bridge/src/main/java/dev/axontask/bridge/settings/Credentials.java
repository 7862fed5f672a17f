package dev.axontask.bridge.settings;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The key to send: from the environment, or from the data folder's {@code api-key} file, which the
 * local server writes at its first start and which may therefore appear later. The file's key goes
 * to this machine only, never to a server elsewhere. Thread-safe.
 */
public final class Credentials {
  private final @Nullable Secret given;
  private final @Nullable Path file;

  @GuardedBy("this")
  private @Nullable Secret read;

  public Credentials(Settings settings) {
    given = settings.key();
    file = settings.endpoint().loopback() ? settings.dataDir().resolve("api-key") : null;
  }

  /** The key; null when there is none yet. */
  public synchronized @Nullable Secret key() {
    if (given == null && read == null) {
      read = readFile();
    }
    return given == null ? read : given;
  }

  /** Looks again after the server refused {@code refused}; true when there is another key now. */
  public synchronized boolean changedFrom(@Nullable Secret refused) {
    if (given != null) {
      return false;
    }
    read = readFile();
    return read != null && (refused == null || !read.equals(refused));
  }

  /** Where a key is looked for, for the person who has to put it there. */
  public String whereExpected() {
    if (given != null) {
      return "the key in AXONTASK_API_KEY was refused";
    }
    return file == null
        ? "set AXONTASK_API_KEY"
        : "the key is expected in AXONTASK_API_KEY or in the file " + file;
  }

  private @Nullable Secret readFile() {
    if (file == null || !Files.isReadable(file)) {
      return null;
    }
    try {
      String text = Files.readString(file).strip();
      return text.isEmpty() ? null : new Secret(text);
    } catch (IOException | IllegalArgumentException e) {
      return null;
    }
  }
}
