package dev.axontask.server.journey.kill;

import dev.axontask.server.journey.Rest;
import dev.axontask.server.journey.audit.Audit;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The server's side of the audit, by plain HTTP.
 *
 * @param tag of the tasks
 */
record ServerSource(Rest rest, String tag) implements Audit.Source {

  @Override
  public @Nullable JsonNode status(String task) throws IOException, InterruptedException {
    Rest.Reply reply = rest.get("/api/tasks/" + task);
    return reply.status() == 404 ? null : reply.expect(200);
  }

  @Override
  public String export(String task) throws IOException, InterruptedException {
    Rest.Reply reply = rest.get("/api/tasks/" + task + "/events", "application/x-ndjson");
    if (reply.status() != 200) {
      throw new AssertionError("export of " + task + ": " + reply);
    }
    return reply.body();
  }

  @Override
  public Map<String, String> namesByTask() throws IOException, InterruptedException {
    Map<String, String> names = new HashMap<>();
    String cursor = "";
    do {
      JsonNode page = rest.get("/api/tasks?limit=200&tag=" + tag + cursor).expect(200);
      for (JsonNode task : page.required("tasks")) {
        names.put(task.required("task_id").asString(), task.required("name").asString());
      }
      String next = page.path("next_cursor").asString("");
      cursor = next.isEmpty() ? "" : "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
    } while (!cursor.isEmpty());
    return names;
  }
}
