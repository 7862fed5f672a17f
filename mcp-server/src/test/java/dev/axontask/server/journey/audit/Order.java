package dev.axontask.server.journey.audit;

import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A task that a client wants, and what it must come to.
 *
 * @param key the idempotency key, and the task's name
 * @param output exactly what it writes to its standard output when it runs to its end
 * @param survives whether its work goes on while no server is alive. Such a task may be lost only
 *     before its first output: when the server died while it was just starting the work, nobody can
 *     say whether that ran.
 */
public record Order(
    String key, String adapter, Map<String, ?> args, String output, boolean survives) {

  /** What is wrong with how the task ended; null if nothing is. */
  @Nullable String wrong(ExportedLog log, String state) {
    if (!log.end().equals(state)) {
      return "ended as " + log.end() + " in the log and as " + state + " in its status";
    }
    if (!log.name().equals(key) || !log.adapter().equals(adapter)) {
      return "is another task: " + log.adapter() + " " + log.name();
    }
    String written = log.output("stdout");
    return switch (state) {
      case "succeeded" -> written.equals(output) ? null : "succeeded with other output: " + written;
      case "lost" ->
          survives && !written.isEmpty()
              ? "was lost although its work survives: " + story(log)
              : output.startsWith(written) ? null : "was lost with other output: " + written;
      default -> "ended as " + state + ": " + story(log);
    };
  }

  // What a person would read first: every event but the output, one a line.
  private static String story(ExportedLog log) {
    return log.events().stream()
        .map(e -> e.seq() + " " + e.kind() + (e.output() ? "" : " " + e.text()))
        .collect(Collectors.joining("\n  ", "\n  ", ""));
  }
}
