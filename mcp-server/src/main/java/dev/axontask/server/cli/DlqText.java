package dev.axontask.server.cli;

import dev.axontask.server.http.Invisible;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A server's JSON about dead letters, as lines for people. */
final class DlqText {
  private DlqText() {}

  /** The path of a dead letter; refuses what is no id before it is sent. */
  static String path(String task) {
    return TaskText.path(task).replaceFirst("^/api/tasks/", "/api/dlq/");
  }

  static String inList(JsonNode letter) {
    String again = text(letter, "redriven_as");
    return "%s  %s  %s after %d  %s%s"
        .formatted(
            text(letter, "task_id"),
            text(letter, "created_at"),
            text(letter, "reason"),
            letter.path("attempts").asInt(),
            Invisible.escaped(letter.path("error").path("message").asString("")),
            again.isEmpty() ? "" : "  started again as " + again);
  }

  static List<String> whole(JsonNode letter) {
    List<String> lines = new ArrayList<>();
    letter
        .properties()
        .forEach(each -> {
          JsonNode value = each.getValue();
          String shown = value.isString() ? value.stringValue() : value.toString();
          lines.add("%-12s %s".formatted(each.getKey(), Invisible.escaped(shown)));
        });
    return lines;
  }

  static String text(JsonNode node, String field) {
    return node.path(field).asString("");
  }
}
