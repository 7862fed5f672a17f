package dev.axontask.engine.db;

/** The database refused a statement: a mistake of ours, or a broken invariant. */
public sealed class DatabaseException extends RuntimeException
    permits DatabaseUnavailableException {
  DatabaseException(String message, Throwable cause) {
    super(message, cause);
  }
}
