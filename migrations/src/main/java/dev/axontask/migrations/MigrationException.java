package dev.axontask.migrations;

import java.sql.SQLException;
import java.util.Set;

/** The database could not be brought to this version. The message says why and what to do. */
public final class MigrationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Server shut down, crashed, starting up; too many connections (PostgreSQL, appendix A). */
  private static final Set<String> AWAY = Set.of("57P01", "57P02", "57P03", "53300");

  MigrationException(String message) {
    super(message);
  }

  MigrationException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whether the server could not be reached, so that a later run may succeed as it is. */
  public boolean unreachable() {
    for (Throwable cause = getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && away(String.valueOf(sql.getSQLState()))) {
        return true;
      }
    }
    return false;
  }

  /** The server's or the driver's own words, without ours. */
  public String reason() {
    Throwable cause = getCause();
    return String.valueOf(cause == null ? getMessage() : cause.getMessage());
  }

  private static boolean away(String state) {
    return state.startsWith("08") || AWAY.contains(state);
  }
}
