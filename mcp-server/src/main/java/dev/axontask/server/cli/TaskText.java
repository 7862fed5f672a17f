package dev.axontask.server.cli;

import dev.axontask.server.http.Invisible;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** A server's JSON about tasks, as lines for people. */
final class TaskText {
  /** Of a task that ended without an exit code of its own; shells use codes below 128. */
  private static final int NO_EXIT_CODE = 125;

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(s|m|h|d)?");
  private static final Pattern ID = Pattern.compile("[0-9a-fA-F-]{36}");

  private TaskText() {}

  /** The path of a task; refuses what is no id before it is sent. */
  static String path(String task) {
    if (!ID.matcher(task).matches()) {
      throw new FailedException(
          2, "\"" + Invisible.escaped(task) + "\" is no task id; ./axontask task list shows them.");
    }
    return "/api/tasks/" + task;
  }

  /** Seconds of {@code 90s}, {@code 10m}, {@code 2h}, {@code 1d} or {@code 90}. */
  static long seconds(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new FailedException(2, "\"" + text + "\" is no duration; write 90s, 10m, 2h or 1d.");
    }
    long amount = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2) == null ? "s" : matcher.group(2);
    return switch (unit) {
      case "m" -> amount * 60;
      case "h" -> amount * 3600;
      case "d" -> amount * 86_400;
      default -> amount;
    };
  }

  static String inList(JsonNode task) {
    return "%s  %-10s %-7s %s  %s"
        .formatted(
            text(task, "task_id"),
            text(task, "state"),
            task.has("exit_code") ? "exit " + task.path("exit_code").asInt() : "",
            text(task, "created_at"),
            Invisible.escaped(text(task, "name")));
  }

  static List<String> whole(JsonNode task) {
    List<String> lines = new ArrayList<>();
    for (String field :
        List.of(
            "task_id",
            "name",
            "state",
            "exit_code",
            "signal",
            "error",
            "dead_letter_reason",
            "redriven_as",
            "redrive_of",
            "progress",
            "adapter",
            "args",
            "attempt",
            "max_attempts",
            "deadline",
            "depends_on",
            "depends_on_policy",
            "waiting_for",
            "held_by",
            "concurrency_key",
            "concurrency_limit",
            "rate_limit_key",
            "unique_key",
            "created_at",
            "run_at",
            "started_at",
            "ended_at",
            "last_seq",
            "bytes_streamed",
            "tags")) {
      JsonNode value = task.path(field);
      if (!value.isMissingNode() && !value.isNull()) {
        String shown = value.isString() ? value.stringValue() : value.toString();
        lines.add("%-18s %s".formatted(field, Invisible.escaped(shown)));
      }
    }
    return lines;
  }

  static String end(JsonNode task) {
    String how =
        task.has("exit_code")
            ? ", exit code " + task.path("exit_code").asInt()
            : task.has("signal") ? ", killed by signal " + task.path("signal").asInt() : "";
    String error = task.path("error").path("message").asString("");
    return "[%s%s%s]"
        .formatted(
            text(task, "state"), how, error.isEmpty() ? "" : ": " + Invisible.escaped(error));
  }

  static String canceled(JsonNode answer) {
    return answer.path("canceled").asBoolean(false)
        ? "The task is being stopped; it is " + text(answer, "state") + "."
        : "The task had ended before: " + text(answer, "state") + ".";
  }

  /** Of a snapshot. */
  static String trimmed(JsonNode snapshot) {
    return "[events 1 to %d of %d were trimmed: their time was over]"
        .formatted(snapshot.path("trimmed_seq").asLong(), snapshot.path("seq").asLong());
  }

  /** What {@code -f} exits with: the task's code, 128 and its signal, or 125. */
  static int exitCode(JsonNode task) {
    if (task.has("exit_code")) {
      return task.path("exit_code").asInt();
    }
    if (task.has("signal")) {
      return 128 + task.path("signal").asInt();
    }
    return text(task, "state").equals("succeeded") ? 0 : NO_EXIT_CODE;
  }

  /** The bytes of an output event. */
  static Optional<byte[]> output(JsonNode event) {
    JsonNode payload = event.path("payload");
    return switch (event.path("kind").asString("")) {
      case "stdout", "stderr" ->
          Optional.of(
              payload.has("base64")
                  ? Base64.getDecoder().decode(payload.path("base64").asString(""))
                  : payload.path("text").asString("").getBytes(StandardCharsets.UTF_8));
      default -> Optional.empty();
    };
  }

  private static String text(JsonNode node, String field) {
    return node.path(field).asString("");
  }
}
