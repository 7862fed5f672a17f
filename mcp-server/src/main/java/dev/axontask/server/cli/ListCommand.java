package dev.axontask.server.cli;

import dev.axontask.server.http.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/** {@code task list}: the tasks of the caller, newest first. */
@Command(name = "list", description = "Lists tasks, newest first.", mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Option(names = "--state", paramLabel = "STATE", description = "Only tasks in this state.")
  private @Nullable String state;

  @Option(names = "--tag", paramLabel = "TAG", description = "Only tasks with this tag.")
  private @Nullable String tag;

  @Option(names = "--limit", paramLabel = "COUNT", description = "So many. Default: 20.")
  private int limit = 20;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  ListCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      JsonNode page =
          client.get("/api/tasks?limit=" + limit + query("state", state) + query("tag", tag));
      if (json) {
        server.console().line(Json.text(page));
      } else {
        page.path("tasks").forEach(task -> server.console().line(TaskText.inList(task)));
      }
      return 0;
    }
  }

  private static String query(String name, @Nullable String value) {
    return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
