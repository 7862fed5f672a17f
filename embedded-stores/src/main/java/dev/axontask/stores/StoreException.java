package dev.axontask.stores;

/** A store could not be had. The message says why and what a person can do; it holds no secret. */
public final class StoreException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreException(String message) {
    super(message);
  }

  StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
