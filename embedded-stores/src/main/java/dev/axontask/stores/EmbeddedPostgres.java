package dev.axontask.stores;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL of our own in a folder. It outlives this process unless {@link #close} is called;
 * the next start on the folder takes it over. When it dies it is started again on the same port.
 * Thread safe.
 *
 * <p>What it acknowledged survives the death of every process here and, as far as the disk keeps
 * its word, of the machine.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

  private final FolderLock lock;
  private final Postmaster postmaster;
  private final Keeper<Postmaster.Running> keeper;
  private final Password admin;
  private final Password runtime;
  private final int port;

  private EmbeddedPostgres(
      FolderLock lock,
      Postmaster postmaster,
      Postmaster.Running running,
      Password admin,
      Password runtime) {
    this.lock = lock;
    this.postmaster = postmaster;
    this.admin = admin;
    this.runtime = runtime;
    this.port = running.port();
    this.keeper =
        new Keeper<>(
            "PostgreSQL",
            running,
            Postmaster.Running::process,
            dead -> postmaster.ensure(dead.port()));
  }

  /**
   * Starts a PostgreSQL in the folder, or takes over the one that runs there. The folder and its
   * parents are made if need be; the programs are unpacked into it.
   *
   * @throws StoreException if another process serves the folder, or PostgreSQL cannot start: the
   *     message says why and what to do
   */
  public static EmbeddedPostgres start(Path folder) {
    return start(folder, folder.resolve("program"));
  }

  /**
   * The same with the programs in a folder that several stores share.
   *
   * @param programs made if need be
   */
  public static EmbeddedPostgres start(Path folder, Path programs) {
    try {
      return start(folder, programs, Launch.here());
    } catch (IOException e) {
      throw new StoreException("PostgreSQL cannot be started in " + folder + ": " + e, e);
    }
  }

  static EmbeddedPostgres start(Path folder, Path programs, Launch launch) throws IOException {
    Path root = privateFolder(folder);
    FolderLock lock = FolderLock.acquire(root);
    try {
      Path unpacked = new Programs(programs, Platform.here()).postgres().toRealPath();
      return start(lock, new PostgresFolder(root), unpacked, launch);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static EmbeddedPostgres start(
      FolderLock lock, PostgresFolder folder, Path programs, Launch launch) throws IOException {
    SecureRandom random = new SecureRandom();
    Password admin = Password.in(folder.adminPassword(), random);
    Password runtime = Password.in(folder.runtimePassword(), random);
    launch.own(folder.root());
    new PostgresCluster(folder, programs, launch).ensure();
    PostgresDoor door = new PostgresDoor(admin, folder.data());
    Postmaster postmaster = new Postmaster(folder, programs, launch, door);
    Postmaster.Running running = postmaster.ensure();
    try {
      PostgresRoles.ensure(door, running.port(), runtime);
    } catch (SQLException e) {
      throw new StoreException("PostgreSQL runs, but refuses its set-up: " + e.getMessage(), e);
    }
    LOG.info("PostgreSQL listens on 127.0.0.1:{}", running.port());
    return new EmbeddedPostgres(lock, postmaster, running, admin, runtime);
  }

  static Path privateFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    return folder.toRealPath();
  }

  /** The address of the database, without user and password. */
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + PostgresSettings.DATABASE;
  }

  /** The superuser that migrations run as. */
  public String adminUser() {
    return PostgresSettings.ADMIN;
  }

  public String adminPassword() {
    return admin.secret();
  }

  /** The login of the application: it owns nothing and inherits nothing. */
  public String runtimeUser() {
    return PostgresSettings.RUNTIME;
  }

  public String runtimePassword() {
    return runtime.secret();
  }

  public int port() {
    return port;
  }

  /** The postmaster's process, another one after each death. */
  public long pid() {
    return keeper.running().process().pid();
  }

  /** Stops PostgreSQL cleanly; sessions that are open are ended. */
  @Override
  public void close() {
    keeper.close();
    try (lock) {
      postmaster.stop(keeper.running());
    } catch (IOException e) {
      throw new StoreException("PostgreSQL cannot be stopped: " + e.getMessage(), e);
    }
  }
}
