package dev.axontask.server.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A refusal: RFC 9457 with our members {@code code}, {@code request_id}, {@code errors}, {@code
 * retryable} and {@code requires_input}.
 *
 * @param status usually that of the code
 * @param detail what is wrong and what to do
 * @param errors fields that are wrong
 * @param headers further headers of the answer
 */
public record Problem(
    int status,
    ProblemCode code,
    String detail,
    List<FieldError> errors,
    Map<String, String> headers) {

  /** One field that is wrong. */
  public record FieldError(String field, String message) {}

  public Problem {
    errors = List.copyOf(errors);
    headers = Map.copyOf(headers);
  }

  public static Problem of(ProblemCode code, String detail) {
    return new Problem(code.status(), code, detail, List.of(), Map.of());
  }

  public static Problem ofFields(List<FieldError> errors) {
    String fields = String.join(", ", errors.stream().map(FieldError::field).distinct().toList());
    return new Problem(
        ProblemCode.VALIDATION_ERROR.status(),
        ProblemCode.VALIDATION_ERROR,
        "Correct these fields and send the request again: " + fields + ".",
        errors,
        Map.of());
  }

  public static Problem unauthorized() {
    return of(
            ProblemCode.UNAUTHORIZED,
            "Send the key as \"Authorization: Bearer KEY\" or \"X-API-Key: KEY\". The server printed"
                + " at its start where the key is.")
        .with("WWW-Authenticate", "Bearer realm=\"axontask\"");
  }

  public static Problem notFound(String what) {
    return of(ProblemCode.NOT_FOUND, what);
  }

  public static Problem unavailable(String detail) {
    return of(ProblemCode.SERVICE_UNAVAILABLE, detail).with("Retry-After", "2");
  }

  public Problem with(String header, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(header, value);
    return new Problem(status, code, detail, errors, more);
  }

  public Problem withStatus(int other) {
    return new Problem(other, code, detail, errors, headers);
  }

  /** Whether the same request can succeed later without a change. */
  public boolean retryable() {
    return code == ProblemCode.SERVICE_UNAVAILABLE || code == ProblemCode.TASK_NOT_FINISHED;
  }

  /**
   * The members in the order in which they are written.
   *
   * @param requestId null where the refusal is no answer of plain HTTP
   */
  public Map<String, @Nullable Object> members(@Nullable String requestId) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("type", "about:blank");
    members.put("title", code.title());
    members.put("status", status);
    members.put("code", code.word());
    members.put("detail", detail);
    if (requestId != null) {
      members.put("request_id", requestId);
    }
    if (!errors.isEmpty()) {
      members.put("errors", errors);
    }
    members.put("retryable", retryable());
    members.put("requires_input", !retryable() && status < 500);
    return members;
  }
}
