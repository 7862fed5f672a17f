package dev.axontask.server.cli;

import dev.axontask.server.http.Json;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code task logs}: a task's output, as it is or as it comes. */
@Command(
    name = "logs",
    description = "Prints a task's output; the exit code of -f is the task's.",
    mixinStandardHelpOptions = true)
final class LogsCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Parameters(paramLabel = "TASK")
  private String task = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until the task has ended.")
  private boolean follow;

  @Option(names = "--json", description = "Print events as lines of JSON.")
  private boolean json;

  LogsCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      String path = TaskText.path(task);
      if (follow) {
        return server.follow(client, task, json);
      }
      printPages(client, path);
      return 0;
    }
  }

  private void printPages(Client client, String path) throws IOException, InterruptedException {
    long since = 0;
    JsonNode page;
    do {
      page = client.get(path + "/events?limit=1000&since_seq=" + since);
      if (page.has("trimmed")) {
        server.console().note(TaskText.trimmed(page.path("trimmed")));
      }
      page.path("events").forEach(this::print);
      since = page.path("next_seq").asLong(since);
    } while (page.path("has_more").asBoolean(false));
  }

  private void print(JsonNode event) {
    if (json) {
      server.console().line(Json.text(event));
    } else {
      TaskText.output(event)
          .ifPresent(bytes ->
              server.console().output(bytes, event.path("kind").asString("").equals("stderr")));
    }
  }
}
