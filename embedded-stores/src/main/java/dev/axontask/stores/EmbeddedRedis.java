package dev.axontask.stores;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Redis of our own in a folder. It outlives this process unless {@link #close} is called; the
 * next start on the folder takes it over. When it dies it is started again on the same port. Thread
 * safe.
 *
 * <p>Not guaranteed: that a write survives. The last second may be lost with the process, and
 * anything may be evicted when 128 MB are full.
 */
public final class EmbeddedRedis implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);

  private final FolderLock lock;
  private final RedisServer server;
  private final Keeper<RedisServer.Running> keeper;
  private final Password password;
  private final int port;

  private EmbeddedRedis(
      FolderLock lock, RedisServer server, RedisServer.Running running, Password password) {
    this.lock = lock;
    this.server = server;
    this.password = password;
    this.port = running.port();
    this.keeper =
        new Keeper<>(
            "Redis", running, RedisServer.Running::process, dead -> server.ensure(dead.port()));
  }

  /**
   * Starts a Redis in the folder, or takes over the one that runs there. The folder and its parents
   * are made if need be; the program is unpacked into it.
   *
   * @throws StoreException if another process serves the folder, or Redis cannot start: the message
   *     says why and what to do
   */
  public static EmbeddedRedis start(Path folder) {
    return start(folder, folder.resolve("program"));
  }

  /**
   * The same with the program in a folder that several stores share.
   *
   * @param programs made if need be
   */
  public static EmbeddedRedis start(Path folder, Path programs) {
    try {
      return start(folder, programs, Launch.here());
    } catch (IOException e) {
      throw new StoreException("Redis cannot be started in " + folder + ": " + e, e);
    }
  }

  static EmbeddedRedis start(Path folder, Path programs, Launch launch) throws IOException {
    RedisFolder names = new RedisFolder(EmbeddedPostgres.privateFolder(folder));
    FolderLock lock = FolderLock.acquire(names.root());
    try {
      Path program = new Programs(programs, Platform.here()).redis().toRealPath();
      Password password = Password.in(names.password(), new SecureRandom());
      RedisServer server = new RedisServer(names, program, launch, password);
      RedisServer.Running running = server.ensure();
      LOG.info("Redis listens on 127.0.0.1:{}", running.port());
      return new EmbeddedRedis(lock, server, running, password);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /** {@code redis://:password@127.0.0.1:port}: a secret. */
  public String uri() {
    return "redis://:" + password.secret() + "@127.0.0.1:" + port;
  }

  public int port() {
    return port;
  }

  /** The server's process, another one after each death. */
  public long pid() {
    return keeper.running().process().pid();
  }

  /** Stops Redis cleanly. */
  @Override
  public void close() {
    keeper.close();
    try (lock) {
      server.stop(keeper.running());
    }
  }
}
