package dev.axontask.adapter.fly;

import dev.axontask.adapter.AdapterError;
import dev.axontask.adapter.AdapterException;
import org.jspecify.annotations.Nullable;

/**
 * Fly refused a request, or no answer came. Its message is fit for a task's log: no token, no
 * address, nothing of the request but what it was for.
 */
final class FlyException extends Exception {
  private static final long serialVersionUID = 1;

  private final int status;
  private final boolean lackOfCapacity;

  private FlyException(
      int status, boolean lackOfCapacity, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
    this.lackOfCapacity = lackOfCapacity;
  }

  /**
   * @param status of HTTP
   * @param code the word that Fly gives its error, or nothing
   * @param said what Fly's error says, already safe to show
   */
  static FlyException refused(int status, String code, String what, String said) {
    String detail = said.isBlank() ? "" : ": " + said;
    return new FlyException(
        status,
        code.equals("insufficient_capacity"),
        "Fly answered %d to: %s%s".formatted(status, what, detail),
        null);
  }

  /** No answer, or none that can be read: the request may have had its effect. */
  static FlyException lost(String what, String why, @Nullable Throwable cause) {
    return new FlyException(0, false, "No answer from Fly to: %s (%s)".formatted(what, why), cause);
  }

  /** Of HTTP; 0 if there was no answer. */
  int status() {
    return status;
  }

  /** Whether the same request may do better later. */
  boolean temporary() {
    return status == 0 || status == 408 || status == 429 || status >= 500 || lackOfCapacity;
  }

  /** Whether the request may have had its effect although no success was reported. */
  boolean maybeDone() {
    return status == 0 || status == 408 || status >= 500;
  }

  /** Somebody else holds the machine, or the name. */
  boolean conflict() {
    return status == 409 || status == 412;
  }

  AdapterError error() {
    return new AdapterError(code(), String.valueOf(getMessage()), temporary());
  }

  AdapterException asAdapterException() {
    return new AdapterException(error(), this);
  }

  private String code() {
    if (lackOfCapacity) {
      return "fly_no_capacity";
    }
    return switch (status) {
      case 400, 422 -> "fly_refused";
      case 401, 403 -> "fly_unauthorized";
      case 404, 410 -> "fly_not_found";
      case 409, 412 -> "fly_conflict";
      case 429 -> "fly_rate_limited";
      default -> temporary() ? "fly_unavailable" : "fly_refused";
    };
  }
}
