package dev.axontask.engine.db;

import org.jspecify.annotations.Nullable;

/** The database refused a statement: a mistake of ours, or a broken invariant. */
public sealed class DatabaseException extends RuntimeException
    permits DatabaseUnavailableException {
  DatabaseException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
