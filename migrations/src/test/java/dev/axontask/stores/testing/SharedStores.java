package dev.axontask.stores.testing;

import dev.axontask.migrations.Migrations;
import dev.axontask.stores.EmbeddedPostgres;
import dev.axontask.stores.EmbeddedRedis;
import dev.axontask.stores.scratch.ScratchFolder;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One PostgreSQL and one Redis for all tests of this JVM, started at first use in a temporary
 * folder and gone with the JVM, also after SIGKILL. They are the ones that a user gets, durable
 * settings included.
 *
 * <pre>{@code
 * class ChainTest {
 *   static final TestDatabase DATABASE = SharedStores.freshDatabase();
 *
 *   @AfterAll
 *   static void drop() {
 *     DATABASE.close();
 *   }
 *
 *   @Test
 *   void something() throws SQLException {
 *     try (var connection = DATABASE.runtime().getConnection()) { ... }   // SET ROLE is yours
 *   }
 * }
 * }</pre>
 *
 * <p>Redis is one key space for all tests of the JVM: keep to keys with ids of your own. Tests that
 * kill or wipe a store share it with nobody: {@code EmbeddedPostgres.start(tempDir,
 * SharedStores.programs())}. Thread safe.
 */
public final class SharedStores {
  private static final AtomicInteger DATABASES = new AtomicInteger();

  private SharedStores() {}

  private static final class Started {
    static final ScratchFolder FOLDER = ScratchFolder.create();

    private Started() {}
  }

  private static final class Postgres {
    static final EmbeddedPostgres SERVER =
        EmbeddedPostgres.start(Started.FOLDER.path().resolve("postgres"), programs());

    static {
      Migrations.run(
          SERVER.jdbcUrl(),
          SERVER.adminUser(),
          SERVER.adminPassword(),
          SERVER.runtimeUser(),
          Clock.systemUTC());
    }

    private Postgres() {}
  }

  private static final class Redis {
    static final EmbeddedRedis SERVER =
        EmbeddedRedis.start(Started.FOLDER.path().resolve("redis"), programs());

    private Redis() {}
  }

  /** The shared PostgreSQL; do not stop it. */
  public static EmbeddedPostgres postgres() {
    return Postgres.SERVER;
  }

  /** The shared Redis; do not stop it. */
  public static EmbeddedRedis redis() {
    return Redis.SERVER;
  }

  public static String redisUri() {
    return redis().uri();
  }

  /** A new, migrated, empty database in the shared PostgreSQL. */
  public static TestDatabase freshDatabase() {
    return TestDatabase.create(postgres(), name(), "axontask");
  }

  /** A new database without our schema. */
  public static TestDatabase emptyDatabase() {
    return TestDatabase.create(postgres(), name(), "template0");
  }

  private static String name() {
    return "test_" + DATABASES.incrementAndGet();
  }

  /** Unpacked binaries, shared by all test runs of this user on this machine. */
  public static Path programs() {
    return ScratchFolder.programs();
  }
}
