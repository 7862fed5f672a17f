package dev.axontask.engine.worker;

import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Real connections, of which one breaks off once: at the commit of a transaction that held a
 * certain statement; after it and before its answer, unless it is said that the commit itself is
 * lost.
 */
final class LostAnswers implements DataSource {
  private final DataSource real;
  private final String statement;
  private final boolean stored;
  private final AtomicBoolean lost = new AtomicBoolean();

  LostAnswers(DataSource real, String statement) {
    this(real, statement, true);
  }

  /**
   * @param stored whether the transaction is committed before the connection breaks off
   */
  LostAnswers(DataSource real, String statement, boolean stored) {
    this.real = real;
    this.statement = statement;
    this.stored = stored;
  }

  boolean lost() {
    return lost.get();
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = real.getConnection();
    AtomicBoolean holds = new AtomicBoolean();
    return (Connection)
        Proxy.newProxyInstance(
            Connection.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (_, method, args) -> {
              if (method.getName().equals("prepareStatement")) {
                holds.compareAndSet(false, String.valueOf(args[0]).contains(statement));
              }
              try {
                if (method.getName().equals("commit")
                    && holds.get()
                    && lost.compareAndSet(false, true)) {
                  return broken(connection);
                }
                return method.invoke(connection, args);
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            });
  }

  private Object broken(Connection connection) throws SQLException {
    if (stored) {
      connection.commit();
    } else {
      connection.rollback();
    }
    throw new SQLException("the connection broke off", "08006");
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return real.getConnection(user, password);
  }

  @Override
  public PrintWriter getLogWriter() throws SQLException {
    return real.getLogWriter();
  }

  @Override
  public void setLogWriter(PrintWriter out) throws SQLException {
    real.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    real.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return real.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() {
    return Logger.getGlobal();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return real.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return real.isWrapperFor(type);
  }
}
