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
      description = "With --all: so many, at most 1000. Default: 100.")
  private int limit = 100;

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
    try (Client client = server.client()) {
      return task != null ? one(client, task) : many(client);
    }
  }

  private int one(Client client, String dead) throws IOException, InterruptedException {
    JsonNode started = client.post(DlqText.path(dead) + "/retry", Map.of());
    server.console().line(json ? Json.text(started) : DlqText.text(started, "task_id"));
    return 0;
  }

  private int many(Client client) throws IOException, InterruptedException {
    Map<String, Object> body = filter.body();
    body.put("limit", limit);
    JsonNode answer = client.post("/api/dlq/retry", body);
    if (json) {
      server.console().line(Json.text(answer));
    } else {
      answer.path("redriven").forEach(each -> server.console().line(DlqText.text(each, "task_id")));
      answer
          .path("refused")
          .forEach(each ->
              server
                  .console()
                  .error(DlqText.text(each, "task_id") + ": " + DlqText.text(each, "detail")));
    }
    return answer.path("refused").isEmpty() ? 0 : AxonTask.FAILED;
  }
}
