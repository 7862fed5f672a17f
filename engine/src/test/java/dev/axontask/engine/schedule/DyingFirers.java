package dev.axontask.engine.schedule;

import dev.axontask.engine.db.Database;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database whose tenants' sessions PostgreSQL ends at the moment of their commit, as it does with
 * those of a process that dies: before the commit reaches it, or after it was carried out and
 * before the answer.
 */
final class DyingFirers {
  private final ScheduleBench bench;
  private final boolean commitFirst;

  private DyingFirers(ScheduleBench bench, boolean commitFirst) {
    this.bench = bench;
    this.commitFirst = commitFirst;
  }

  static Database beforeTheCommit(ScheduleBench bench) {
    return new DyingFirers(bench, false).database();
  }

  static Database afterTheCommit(ScheduleBench bench) {
    return new DyingFirers(bench, true).database();
  }

  private Database database() {
    Database real = bench.engine.database();
    DataSource dying =
        proxy(
            DataSource.class,
            (method, args) -> {
              Object result = call(real.app(), method, args);
              return result instanceof Connection connection ? dying(connection) : result;
            });
    return new Database(dying, real.worker(), real.turns());
  }

  private Connection dying(Connection real) {
    return proxy(
        Connection.class,
        (method, args) -> {
          if (!method.getName().equals("commit")) {
            return call(real, method, args);
          }
          int backend = backend(real);
          if (commitFirst) {
            real.commit();
          }
          bench.sql("SELECT pg_terminate_backend(%d, 10000)".formatted(backend));
          if (commitFirst) {
            // Fails, as whoever waits for the answer to the commit would.
            return backend(real);
          }
          return call(real, method, args);
        });
  }

  private static int backend(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement("SELECT pg_backend_pid()");
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }

  private interface Handling {
    @Nullable Object handle(Method method, @Nullable Object @Nullable [] args) throws Throwable;
  }

  private static @Nullable Object call(
      Object real, Method method, @Nullable Object @Nullable [] args) throws Throwable {
    try {
      return method.invoke(real, args);
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, Handling handling) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, args) -> handling.handle(method, args)));
  }
}
