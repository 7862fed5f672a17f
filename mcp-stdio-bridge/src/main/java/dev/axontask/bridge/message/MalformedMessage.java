package dev.axontask.bridge.message;

import org.jspecify.annotations.Nullable;

/** A text that is not JSON ({@link #PARSE_ERROR}), or JSON but no message ({@link #INVALID}). */
public final class MalformedMessage extends Exception {
  /** JSON-RPC 2.0, section 5.1. */
  public static final int PARSE_ERROR = -32700;

  public static final int INVALID = -32600;

  private static final long serialVersionUID = 1L;

  private final int code;

  MalformedMessage(int code, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.code = code;
  }

  public int code() {
    return code;
  }
}
