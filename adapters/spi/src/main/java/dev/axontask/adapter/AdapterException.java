package dev.axontask.adapter;

import org.jspecify.annotations.Nullable;

/** An execution could not be started or found. */
public final class AdapterException extends Exception {
  private final AdapterError error;

  public AdapterException(AdapterError error, @Nullable Throwable cause) {
    super(error.message(), cause);
    this.error = error;
  }

  /** What the task's log and its reader get to see. */
  public AdapterError error() {
    return error;
  }
}
