package dev.axontask.engine.task;

import dev.axontask.adapter.AdapterError;
import dev.axontask.engine.Limits;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The payload of a terminal event: {@code exit_code?, signal?, error?, ended_by, clock?, reason?,
 * duration_ms, bytes}.
 *
 * @param endedBy {@code itself}, {@code cancel}, {@code timeout}, {@code output_limit}, {@code
 *     host_grace}, or {@code engine}
 * @param clock the name of the clock that fired, of {@link TaskClock}
 * @param reason what whoever canceled said; of a dead letter, why it is not tried again
 * @param durationMs since the attempt started
 * @param bytes of output in the log
 */
public record EndPayload(
    @Nullable Integer exitCode,
    @Nullable Integer signal,
    @Nullable AdapterError error,
    String endedBy,
    @Nullable String clock,
    @Nullable String reason,
    long durationMs,
    long bytes) {
  private static final JsonMapper JSON = new JsonMapper();

  public byte[] json() {
    Map<String, Object> members = new LinkedHashMap<>();
    put(members, "exit_code", exitCode);
    put(members, "signal", signal);
    put(members, "error", error == null ? null : members(error));
    members.put("ended_by", endedBy);
    put(members, "clock", clock);
    put(members, "reason", reason);
    members.put("duration_ms", durationMs);
    members.put("bytes", bytes);
    return JSON.writeValueAsBytes(members);
  }

  /** The same of a task that is not tried again for this reason. */
  EndPayload because(NextStep.Reason why) {
    return new EndPayload(exitCode, signal, error, endedBy, clock, why.word(), durationMs, bytes);
  }

  private static void put(Map<String, Object> members, String name, @Nullable Object value) {
    if (value != null) {
      members.put(name, value);
    }
  }

  /** An error as the columns {@code error} hold it. */
  public static @Nullable String errorJson(@Nullable AdapterError error) {
    return error == null ? null : JSON.writeValueAsString(members(error));
  }

  static Map<String, Object> members(AdapterError error) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("code", error.code());
    members.put("message", storable(error.message()));
    members.put("transient", error.temporary());
    return members;
  }

  /** An adapter's message may hold anything; PostgreSQL's jsonb holds no NUL and no half pairs. */
  private static String storable(String message) {
    String cut =
        message.length() <= Limits.ERROR_MESSAGE_LENGTH
            ? message
            : message.substring(0, Limits.ERROR_MESSAGE_LENGTH);
    StringBuilder kept = new StringBuilder(cut.length());
    cut.codePoints()
        .map(c ->
            c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? 0xfffd : c)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }
}
