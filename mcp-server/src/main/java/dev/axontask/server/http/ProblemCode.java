package dev.axontask.server.http;

import java.util.Locale;

/** The stable words by which a program tells refusals apart, with the HTTP status of each. */
public enum ProblemCode {
  UNAUTHORIZED(401, "A key is needed"),
  FORBIDDEN(403, "Not allowed"),
  INVALID_INPUT(400, "The request cannot be read"),
  VALIDATION_ERROR(422, "Some fields are not allowed"),
  NOT_FOUND(404, "Not found"),
  CONFLICT(409, "Conflict"),
  PAYLOAD_TOO_LARGE(413, "The body is too large"),
  SERVICE_UNAVAILABLE(503, "Not available now"),
  TASK_NOT_FINISHED(409, "The task has not ended"),
  CHAIN_MISMATCH(409, "The chain differs"),
  INTERNAL_ERROR(500, "The server failed");

  private final int status;
  private final String title;

  ProblemCode(int status, String title) {
    this.status = status;
    this.title = title;
  }

  public int status() {
    return status;
  }

  public String title() {
    return title;
  }

  /** {@code not_found}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
