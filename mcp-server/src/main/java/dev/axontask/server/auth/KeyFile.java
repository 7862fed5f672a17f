package dev.axontask.server.auth;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.random.RandomGenerator;

/** The generated key of a server, in {@code <data-dir>/api-key}, mode 0600. */
public final class KeyFile {
  public static final String NAME = "api-key";

  private KeyFile() {}

  /** The key of this data folder; generated at the first call. */
  public static String readOrCreate(Path dataDir, RandomGenerator random) throws IOException {
    Path file = dataDir.resolve(NAME);
    try {
      return read(file);
    } catch (NoSuchFileException e) {
      create(file, ApiKey.generate(random));
      return read(file);
    }
  }

  private static String read(Path file) throws IOException {
    String key = Files.readString(file).strip();
    if (key.length() < 20) {
      throw new IOException(
          file + " holds no usable key; delete it and a new one is generated at the next start");
    }
    return key;
  }

  private static void create(Path file, String key) throws IOException {
    Path draft = file.resolveSibling(NAME + ".new");
    Files.deleteIfExists(draft);
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    // A crash up to the move leaves a draft that the next start deletes; nobody was told that key.
    try (FileChannel out =
        FileChannel.open(
            draft,
            options,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      out.write(ByteBuffer.wrap((key + "\n").getBytes(StandardCharsets.US_ASCII)));
      out.force(true);
    } catch (FileAlreadyExistsException e) {
      throw new IOException(draft + " is in the way; delete it and start again", e);
    }
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
