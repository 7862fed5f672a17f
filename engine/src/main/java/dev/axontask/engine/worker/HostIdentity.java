package dev.axontask.engine.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * This host, as its data folder knows it. The folder's lock is held for life: to have it proves
 * that every earlier process with this identity is dead.
 */
public final class HostIdentity implements AutoCloseable {
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final FileChannel lock;
  private final UUID hostId;
  private final String bootId;

  private HostIdentity(FileChannel lock, UUID hostId, String bootId) {
    this.lock = lock;
    this.hostId = hostId;
    this.bootId = bootId;
  }

  /**
   * Takes the folder's lock and reads, or makes, the identity.
   *
   * @throws HostBusyException if another process holds the lock
   */
  public static HostIdentity claim(Path dataFolder, Supplier<UUID> ids) {
    try {
      Files.createDirectories(dataFolder);
      FileChannel lock = lock(dataFolder);
      try {
        return new HostIdentity(lock, hostId(dataFolder, ids), readBootId());
      } catch (IOException | RuntimeException failure) {
        lock.close();
        throw failure;
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("the data folder " + dataFolder + " is not usable", failure);
    }
  }

  private static FileChannel lock(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("host.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (!locked(channel)) {
      channel.close();
      throw new HostBusyException(folder);
    }
    return channel;
  }

  private static boolean locked(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException heldByThisProcess) {
      return false;
    }
  }

  private static UUID hostId(Path folder, Supplier<UUID> ids) throws IOException {
    Path file = folder.resolve("host_id");
    @Nullable UUID known = known(file);
    if (known != null) {
      return known;
    }
    // A crash before the rename leaves no identity, and nothing that ran under one.
    UUID made = ids.get();
    Path temporary = Files.writeString(folder.resolve("host_id.new"), made + "\n");
    try (FileChannel written = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel names = FileChannel.open(folder)) {
      names.force(true);
    }
    return made;
  }

  private static @Nullable UUID known(Path file) throws IOException {
    try {
      return Files.exists(file) ? UUID.fromString(Files.readString(file).strip()) : null;
    } catch (IllegalArgumentException garbled) {
      throw new IOException(
          file + " does not hold a UUID; remove it if no task is running", garbled);
    }
  }

  private static String readBootId() throws IOException {
    return Files.exists(BOOT_ID) ? Files.readString(BOOT_ID).strip() : "unknown";
  }

  public UUID hostId() {
    return hostId;
  }

  /** Changes with each boot of the machine; {@code unknown} where the system does not tell. */
  public String bootId() {
    return bootId;
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException failure) {
      throw new UncheckedIOException("the data folder's lock did not close", failure);
    }
  }
}
