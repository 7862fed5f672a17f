package dev.axontask.server.wiring;

import dev.axontask.migrations.DatabaseUrl;
import dev.axontask.server.settings.Secret;
import dev.axontask.server.settings.ServerSettings;
import dev.axontask.stores.EmbeddedPostgres;
import dev.axontask.stores.EmbeddedRedis;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL and the Redis of this process: those that were configured, or real ones in the
 * data folder.
 */
final class Stores implements AutoCloseable {
  private final @Nullable EmbeddedPostgres postgres;
  private final @Nullable EmbeddedRedis redis;
  private final Logins logins;
  private final Secret redisUrl;

  /**
   * How PostgreSQL is entered.
   *
   * @param owner owns the schema and may create roles
   * @param runtime the login of the application
   */
  record Logins(Login owner, Login runtime) {}

  /** A login, and where it is taken: a pooler may stand before one and not before the other. */
  record Login(String jdbcUrl, String user, Secret password) {}

  private Stores(
      @Nullable EmbeddedPostgres postgres,
      @Nullable EmbeddedRedis redis,
      Logins logins,
      Secret redisUrl) {
    this.postgres = postgres;
    this.redis = redis;
    this.logins = logins;
    this.redisUrl = redisUrl;
  }

  /** Opens both, side by side. What an earlier process left running is taken over. */
  static Stores open(ServerSettings settings, Path dataDir) {
    Path programs = dataDir.resolve("programs");
    Executor threads = Thread::startVirtualThread;
    CompletableFuture<@Nullable EmbeddedRedis> redis =
        CompletableFuture.supplyAsync(
            () ->
                settings.redisUrl() == null
                    ? EmbeddedRedis.start(dataDir.resolve("redis"), programs)
                    : null,
            threads);
    EmbeddedPostgres postgres = null;
    try {
      if (settings.databaseUrl() == null) {
        postgres = EmbeddedPostgres.start(dataDir.resolve("postgres"), programs);
      }
      Logins logins = logins(settings, postgres);
      EmbeddedRedis started = redis.join();
      return new Stores(postgres, started, logins, redisUrl(settings, started));
    } catch (RuntimeException e) {
      close(postgres);
      redis.thenAccept(Stores::close).exceptionally(failed -> null).join();
      throw e instanceof CompletionException && e.getCause() instanceof RuntimeException cause
          ? cause
          : e;
    }
  }

  private static Logins logins(ServerSettings settings, @Nullable EmbeddedPostgres postgres) {
    if (postgres != null) {
      String jdbcUrl = postgres.jdbcUrl();
      return new Logins(
          new Login(jdbcUrl, postgres.adminUser(), new Secret(postgres.adminPassword())),
          new Login(jdbcUrl, postgres.runtimeUser(), new Secret(postgres.runtimePassword())));
    }
    Secret url = settings.databaseUrl();
    if (url == null) {
      throw new IllegalStateException("there is an embedded PostgreSQL or an address of one");
    }
    Secret owner = settings.migrationDatabaseUrl();
    return new Logins(login(owner == null ? url : owner), login(url));
  }

  private static Login login(Secret url) {
    DatabaseUrl parsed = DatabaseUrl.parse(url.reveal());
    return new Login(parsed.jdbcUrl(), parsed.user(), new Secret(parsed.password()));
  }

  private static Secret redisUrl(ServerSettings settings, @Nullable EmbeddedRedis redis) {
    Secret url = redis == null ? settings.redisUrl() : new Secret(redis.uri());
    if (url == null) {
      throw new IllegalStateException("there is an embedded Redis or an address of one");
    }
    return url;
  }

  Logins logins() {
    return logins;
  }

  Secret redisUrl() {
    return redisUrl;
  }

  @Override
  public void close() {
    close(redis);
    close(postgres);
  }

  private static void close(@Nullable EmbeddedRedis redis) {
    if (redis != null) {
      redis.close();
    }
  }

  private static void close(@Nullable EmbeddedPostgres postgres) {
    if (postgres != null) {
      postgres.close();
    }
  }
}
