package dev.axontask.stores;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to serve a folder, held until closed or until the process is dead, however it died.
 *
 * <p>Closing any channel on a file drops all of a process's POSIX locks on it, so a folder that
 * this process holds already is refused before its file is opened again.
 */
final class FolderLock implements AutoCloseable {
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * @param folder exists, and is a real path
   * @throws StoreException if another holds it
   */
  static FolderLock acquire(Path folder) {
    Path file = folder.resolve("lock");
    if (!HELD_HERE.add(file)) {
      throw inUse(folder, "this process");
    }
    try {
      return new FolderLock(file, lock(folder, file));
    } catch (RuntimeException e) {
      HELD_HERE.remove(file);
      throw e;
    }
  }

  private static FileChannel lock(Path folder, Path file) {
    try {
      FileChannel channel = FileChannel.open(file, CREATE, READ, WRITE);
      if (channel.tryLock() == null) {
        channel.close();
        throw inUse(folder, "process " + Files.readString(file).strip());
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8)));
      return channel;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static StoreException inUse(Path folder, String holder) {
    return new StoreException(
        folder + " is in use by " + holder + ": stop that server, or use another data folder");
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      HELD_HERE.remove(file);
    }
  }
}
