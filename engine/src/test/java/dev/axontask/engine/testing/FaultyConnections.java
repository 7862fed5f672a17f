package dev.axontask.engine.testing;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Real connections, of which one meets a fault: the next whose transaction holds a certain
 * statement.
 */
public final class FaultyConnections {

  /** What goes wrong. */
  public enum Fault {
    /** The transaction is rolled back and the connection breaks off. */
    FAILED,
    /** The transaction is committed, and the connection breaks off before its answer. */
    STORED,
    /** The process stands still for longer than the database waits for it to go on. */
    FROZEN,
    /** Somebody else is quicker: what was given happens before the statement. */
    OVERTAKEN
  }

  /**
   * What waits for its statement.
   *
   * @param meanwhile what somebody else does: before the statement if they are quicker, otherwise
   *     once the connection has broken off
   */
  private record Armed(String statement, Fault fault, Runnable meanwhile) {}

  private final AtomicReference<@Nullable Armed> armed = new AtomicReference<>();

  /** The next transaction with this text in one of its statements meets the fault. */
  public void arm(String statement, Fault fault) {
    arm(statement, fault, () -> {});
  }

  /** The same, and somebody else does this before its owner can come again. */
  public void arm(String statement, Fault fault, Runnable meanwhile) {
    armed.set(new Armed(statement, fault, meanwhile));
  }

  /** Before the next statement with this text somebody else does this. */
  public void overtake(String statement, Runnable first) {
    armed.set(new Armed(statement, Fault.OVERTAKEN, first));
  }

  /** Whether the fault was met. */
  public boolean met() {
    return armed.get() == null;
  }

  /** The same connections, of which one is to meet the fault. */
  public DataSource over(DataSource real) {
    return proxy(
        DataSource.class,
        (name, args, call) -> {
          Object result = call.on(real);
          return name.equals("getConnection") ? connection((Connection) result) : result;
        });
  }

  private Connection connection(Connection real) {
    AtomicReference<@Nullable Armed> met = new AtomicReference<>();
    return proxy(
        Connection.class,
        (name, args, call) -> {
          if (name.equals("prepareStatement")) {
            meet(String.valueOf(args[0]), met);
          }
          Armed fault = met.get();
          if (name.equals("commit") && fault != null && fault.fault() != Fault.OVERTAKEN) {
            met.set(null);
            breakOff(real, fault);
          }
          return call.on(real);
        });
  }

  private void meet(String sql, AtomicReference<@Nullable Armed> met) {
    Armed waiting = armed.get();
    if (waiting != null
        && sql.contains(waiting.statement())
        && armed.compareAndSet(waiting, null)) {
      met.set(waiting);
      if (waiting.fault() == Fault.OVERTAKEN) {
        waiting.meanwhile().run();
      }
    }
  }

  private static void breakOff(Connection real, Armed armed) throws SQLException {
    if (armed.fault() == Fault.STORED) {
      real.commit();
    } else {
      real.rollback();
    }
    armed.meanwhile().run();
    throw armed.fault() == Fault.FROZEN
        ? new SQLException("terminating connection due to idle-in-transaction timeout", "25P03")
        : new SQLException("the connection broke off", "08006");
  }

  private interface Call {
    Object on(Object target) throws Exception;
  }

  private interface Around {
    Object call(String method, Object[] args, Call call) throws Exception;
  }

  private static <T> T proxy(Class<T> type, Around around) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, args) -> {
              try {
                return around.call(method.getName(), args, target -> method.invoke(target, args));
              } catch (InvocationTargetException failure) {
                throw failure.getCause();
              }
            }));
  }
}
