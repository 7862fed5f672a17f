package dev.axontask.bench;

import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.Databases;
import dev.axontask.migrations.Migrations;
import dev.axontask.stores.EmbeddedPostgres;
import dev.axontask.stores.EmbeddedRedis;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A PostgreSQL and a Redis as {@code serve} starts them, migrated, for what is measured in process.
 *
 * @param admin connects as the owner of the schema
 */
record Backend(
    Path folder,
    EmbeddedPostgres postgres,
    EmbeddedRedis redis,
    DataSource admin,
    Database database,
    SimpleMeterRegistry meters)
    implements AutoCloseable {

  static Backend start() throws IOException {
    Path folder = Files.createTempDirectory("axontask-bench");
    EmbeddedPostgres postgres = EmbeddedPostgres.start(folder.resolve("postgres"));
    EmbeddedRedis redis = EmbeddedRedis.start(folder.resolve("redis"));
    PGSimpleDataSource admin = new PGSimpleDataSource();
    admin.setURL(postgres.jdbcUrl());
    admin.setUser(postgres.adminUser());
    admin.setPassword(postgres.adminPassword());
    Migrations.run(admin, postgres.runtimeUser(), Clock.systemUTC());
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Database database =
        Databases.open(
            postgres.jdbcUrl(), postgres.runtimeUser(), postgres.runtimePassword(), meters);
    return new Backend(folder, postgres, redis, admin, database, meters);
  }

  RedisURI redisUri() {
    return RedisURI.create(redis.uri());
  }

  @Override
  public void close() throws IOException {
    database.close();
    redis.close();
    postgres.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
    }
  }
}
