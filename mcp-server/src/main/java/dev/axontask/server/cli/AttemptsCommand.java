package dev.axontask.server.cli;

import dev.axontask.server.http.Invisible;
import dev.axontask.server.http.Json;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code task attempts}: how often a task was tried, and what came of it. */
@Command(
    name = "attempts",
    description = "Lists the attempts at a task, the first one first.",
    mixinStandardHelpOptions = true)
final class AttemptsCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Parameters(paramLabel = "TASK")
  private String task = "";

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  AttemptsCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      JsonNode answer = client.get(TaskText.path(task) + "/attempts");
      if (json) {
        server.console().line(Json.text(answer));
      } else {
        answer.path("attempts").forEach(one -> server.console().line(line(one)));
      }
      return 0;
    }
  }

  private static String line(JsonNode attempt) {
    return "%s  %-9s  %s  %s  %s"
        .formatted(
            attempt.path("number").asInt(),
            attempt.path("outcome").asString("open"),
            attempt.path("started_at").asString(""),
            attempt.path("ended_at").asString("-"),
            Invisible.escaped(attempt.path("error").path("message").asString("")))
        .stripTrailing();
  }
}
