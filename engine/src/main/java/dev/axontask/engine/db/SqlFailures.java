package dev.axontask.engine.db;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;

/** What a failure of SQL means, by its state (PostgreSQL manual, appendix A). */
public final class SqlFailures {
  private static final Set<String> RUN_AGAIN = Set.of("40001", "40P01");

  /**
   * Connection trouble, rolled back by the server, out of resources (a full disk among them), an
   * operator's doing, a system error.
   */
  private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57", "58");

  /** A standby; a session that was ended because it stood still within a transaction. */
  private static final Set<String> PASSING = Set.of("25006", "25P03");

  private SqlFailures() {}

  /** A deadlock or a serialization failure: nothing happened, and the next try may succeed. */
  static boolean runAgain(SQLException failure) {
    return RUN_AGAIN.contains(String.valueOf(failure.getSQLState()));
  }

  static DatabaseException translate(SQLException failure, boolean commitWasSent) {
    if (passing(failure)) {
      return new DatabaseUnavailableException(
          "PostgreSQL cannot serve now; try again when it does: " + failure.getMessage(),
          commitWasSent,
          failure);
    }
    return new DatabaseException(
        "PostgreSQL refused a statement (" + failure.getSQLState() + "): " + failure.getMessage(),
        failure);
  }

  /** Whether the same statement may succeed later. */
  public static boolean passing(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return PASSING_CLASSES.contains(state.substring(0, Math.min(2, state.length())))
        || PASSING.contains(state)
        || failure instanceof SQLTransientException
        || failure instanceof SQLNonTransientConnectionException
        || failure instanceof SQLRecoverableException;
  }
}
