package dev.axontask.engine;

import dev.axontask.engine.db.Database;
import dev.axontask.engine.db.DatabaseException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import java.sql.ResultSet;
import java.sql.Statement;

/** Whether the stores answer now. Blocks for as long as they take, a few seconds at most. */
public final class EngineHealth {
  private final Database database;
  private final RedisClient redis;
  private final RedisURI uri;

  EngineHealth(Database database, RedisClient redis, RedisURI uri) {
    this.database = database;
    this.redis = redis;
    this.uri = uri;
  }

  /**
   * How a store answered.
   *
   * @param up whether it did
   * @param detail its version, or what went wrong
   */
  public record Check(boolean up, String detail) {}

  /** Without PostgreSQL nothing can be started or read. */
  public Check database() {
    try {
      return new Check(
          true,
          database.asWorker(tx -> {
            try (Statement ask = tx.createStatement();
                ResultSet row = ask.executeQuery("SHOW server_version")) {
              row.next();
              return "PostgreSQL " + row.getString(1);
            }
          }));
    } catch (DatabaseException away) {
      return new Check(false, String.valueOf(away.getMessage()));
    }
  }

  /** Without Redis everything works, with more delay. */
  public Check redis() {
    try (StatefulRedisConnection<String, String> connection = redis.connect(uri)) {
      return new Check(true, "Redis answers " + connection.sync().ping());
    } catch (RedisException away) {
      return new Check(false, String.valueOf(away.getMessage()));
    }
  }
}
