package dev.axontask.engine.db;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** What a failure of SQL means, by its state (PostgreSQL manual, appendix A). */
final class SqlFailures {
  private static final Set<String> RUN_AGAIN = Set.of("40001", "40P01");

  /** Server shut down, crashed, starting up; too many connections; we stood still for too long. */
  private static final Set<String> SERVER_AWAY =
      Set.of("57P01", "57P02", "57P03", "57P05", "53300", "25006", "25P03");

  private SqlFailures() {}

  /** A deadlock or a serialization failure: nothing happened, and the next try may succeed. */
  static boolean runAgain(SQLException failure) {
    return RUN_AGAIN.contains(String.valueOf(failure.getSQLState()));
  }

  static DatabaseException translate(SQLException failure, boolean commitWasSent) {
    if (away(failure)) {
      return new DatabaseUnavailableException(
          "PostgreSQL is not reachable; try again when it answers: " + failure.getMessage(),
          commitWasSent,
          failure);
    }
    return new DatabaseException(
        "PostgreSQL refused a statement (" + failure.getSQLState() + "): " + failure.getMessage(),
        failure);
  }

  private static boolean away(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return state.startsWith("08")
        || SERVER_AWAY.contains(state)
        || runAgain(failure)
        || failure instanceof SQLTransientConnectionException
        || failure instanceof SQLNonTransientConnectionException
        || failure instanceof SQLRecoverableException;
  }
}
