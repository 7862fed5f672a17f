package dev.axontask.server.cli;

import dev.axontask.server.http.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code task cancel}: stops a task, or all unfinished ones that a filter names. */
@Command(
    name = "cancel",
    description =
        "Stops a task, or all that are not finished and fit --state, --tag and --adapter.",
    mixinStandardHelpOptions = true)
final class CancelCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Parameters(paramLabel = "TASK", arity = "0..1")
  private @Nullable String task;

  @Option(names = "--state", paramLabel = "STATE", description = "All tasks in this state.")
  private @Nullable String state;

  @Option(names = "--tag", paramLabel = "TAG", description = "All tasks with this tag.")
  private @Nullable String tag;

  @Option(names = "--adapter", paramLabel = "ADAPTER", description = "All tasks of this adapter.")
  private @Nullable String adapter;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Kept in the log.")
  private @Nullable String reason;

  @Option(
      names = "--grace",
      paramLabel = "DURATION",
      description = "From the polite request to the kill. Default: 10s.")
  private @Nullable String grace;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  CancelCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Map<String, Object> body = new LinkedHashMap<>();
    if (reason != null) {
      body.put("reason", reason);
    }
    if (grace != null) {
      body.put("grace_s", TaskText.seconds(grace));
    }
    Map<String, Object> filter = filter();
    if ((task == null) == filter.isEmpty()) {
      throw new FailedException(2, "name either a task, or others by --state, --tag or --adapter");
    }
    try (Client client = server.client()) {
      if (task == null) {
        filter.putAll(body);
        return all(client, filter);
      }
      JsonNode answer = client.post(TaskText.path(task) + "/cancel", body);
      server.console().line(json ? Json.text(answer) : TaskText.canceled(answer));
      return 0;
    }
  }

  private Map<String, Object> filter() {
    Map<String, Object> filter = new LinkedHashMap<>();
    put(filter, "state", state);
    put(filter, "tag", tag);
    put(filter, "adapter", adapter);
    return filter;
  }

  private static void put(Map<String, Object> filter, String name, @Nullable String value) {
    if (value != null) {
      filter.put(name, value);
    }
  }

  /** Page by page, until nothing is left. */
  private int all(Client client, Map<String, Object> filter)
      throws IOException, InterruptedException {
    JsonNode page;
    do {
      page = client.post("/api/tasks/cancel", filter);
      if (json) {
        server.console().line(Json.text(page));
      } else {
        page.path("tasks").forEach(each -> server.console().line(TaskText.inList(each)));
      }
      filter.put("cursor", page.path("next_cursor").asString(""));
    } while (page.path("next_cursor").isString());
    return 0;
  }
}
