package dev.axontask.server.cli;

import dev.axontask.server.http.Json;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code dlq retry}: starts dead letters' tasks again. */
@Command(
    name = "retry",
    description = "Starts dead letters' tasks again, each as a new task.",
    mixinStandardHelpOptions = true)
final class DlqRetryCommand implements Callable<Integer> {
  /** Of one request: each is a transaction at the server. */
  private static final int AT_ONCE = 200;

  private final ServerAccess server;

  @Parameters(paramLabel = "TASK", arity = "0..1", description = "One of them.")
  private @Nullable String task;

  @Option(
      names = "--all",
      description = "All that the other options let through and that nobody started again.")
  private boolean all;

  @Mixin private final DlqFilter filter = new DlqFilter();

  @Option(
      names = "--limit",
      paramLabel = "COUNT",
      description = "With --all: so many of them, those of the newest tasks first.")
  private @Nullable Integer limit;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  DlqRetryCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (all == (task != null)) {
      throw new FailedException(2, "name one task, or say --all; ./axontask dlq list shows them.");
    }
    if (task != null && (limit != null || !filter.body().isEmpty())) {
      throw new FailedException(2, "--limit and what says which of them go with --all.");
    }
    try (Client client = server.client()) {
      return task != null ? one(client, task) : many(client);
    }
  }

  private int one(Client client, String dead) throws IOException, InterruptedException {
    JsonNode started = client.post(DlqText.path(dead) + "/retry", Map.of());
    server.console().line(json ? Json.text(started) : DlqText.text(started, "task_id"));
    return 0;
  }

  /** Page by page, until nothing is left or there were enough. */
  private int many(Client client) throws IOException, InterruptedException {
    Map<String, Object> body = filter.body();
    int left = limit == null ? Integer.MAX_VALUE : limit;
    boolean refused = false;
    JsonNode page;
    do {
      body.put("limit", Math.min(left, AT_ONCE));
      page = client.post("/api/dlq/retry", body);
      show(page);
      refused |= !page.path("refused").isEmpty();
      left -= Math.min(left, AT_ONCE);
      body.put("cursor", page.path("next_cursor").asString(""));
    } while (page.path("next_cursor").isString() && left > 0);
    if (page.path("next_cursor").isString()) {
      server.console().note("There are more; a higher --limit reaches them.");
    }
    return refused ? AxonTask.FAILED : 0;
  }

  private void show(JsonNode page) {
    if (json) {
      server.console().line(Json.text(page));
      return;
    }
    page.path("redriven").forEach(each -> server.console().line(DlqText.text(each, "task_id")));
    page.path("refused")
        .forEach(each ->
            server
                .console()
                .error(DlqText.text(each, "task_id") + ": " + DlqText.text(each, "detail")));
  }
}
