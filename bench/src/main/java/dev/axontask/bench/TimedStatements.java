package dev.axontask.bench;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import javax.sql.DataSource;

/**
 * Passes everything on to a source of connections, and times the queries that begin in a certain
 * way.
 */
final class TimedStatements {
  private final String beginning;
  private volatile Latencies into = new Latencies();

  TimedStatements(String beginning) {
    this.beginning = beginning;
  }

  /** What was timed from now on is kept apart from what was timed before. */
  Latencies anew() {
    Latencies fresh = new Latencies();
    into = fresh;
    return fresh;
  }

  DataSource of(DataSource real) {
    return proxy(
        DataSource.class,
        (_, method, args) -> {
          Object result = invoke(real, method, args);
          return result instanceof Connection connection ? of(connection) : result;
        });
  }

  private Connection of(Connection real) {
    return proxy(
        Connection.class,
        (_, method, args) -> {
          Object result = invoke(real, method, args);
          return result instanceof PreparedStatement statement
                  && args != null
                  && String.valueOf(args[0]).startsWith(beginning)
              ? of(statement)
              : result;
        });
  }

  private PreparedStatement of(PreparedStatement real) {
    return proxy(
        PreparedStatement.class,
        (_, method, args) -> {
          long begin = System.nanoTime();
          Object result = invoke(real, method, args);
          if (method.getName().equals("executeQuery")) {
            into.add(System.nanoTime() - begin);
          }
          return result;
        });
  }

  private static Object invoke(Object real, java.lang.reflect.Method method, Object[] args)
      throws Throwable {
    try {
      return method.invoke(real, args);
    } catch (InvocationTargetException failure) {
      throw failure.getCause();
    }
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
