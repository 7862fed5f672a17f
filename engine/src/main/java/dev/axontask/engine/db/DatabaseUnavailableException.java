package dev.axontask.engine.db;

import org.jspecify.annotations.Nullable;

/**
 * The database cannot be reached or broke off. The transaction can be tried again: once it has
 * answered, everything that was acknowledged is there.
 */
public final class DatabaseUnavailableException extends DatabaseException {
  private final boolean outcomeUnknown;

  DatabaseUnavailableException(String message, boolean outcomeUnknown, @Nullable Throwable cause) {
    super(message, cause);
    this.outcomeUnknown = outcomeUnknown;
  }

  /** Whether the commit was sent and its answer lost: read before writing again. */
  public boolean outcomeUnknown() {
    return outcomeUnknown;
  }
}
