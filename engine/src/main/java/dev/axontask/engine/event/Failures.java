package dev.axontask.engine.event;

import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;

/** Which failures of SQL pass by themselves. */
final class Failures {
  private Failures() {}

  /**
   * Whether the same statement may succeed later: connection trouble (08), rolled back by the
   * server (40), out of resources (53), an operator's doing (57), a system error (58), a standby
   * (25006), a session that was ended because it stood still within a transaction (25P03).
   */
  static boolean passing(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return state.startsWith("08")
        || state.startsWith("40")
        || state.startsWith("53")
        || state.startsWith("57")
        || state.startsWith("58")
        || state.equals("25006")
        || state.equals("25P03")
        || failure instanceof SQLTransientException
        || failure instanceof SQLRecoverableException;
  }
}
