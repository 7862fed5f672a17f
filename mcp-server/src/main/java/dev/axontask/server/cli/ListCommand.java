package dev.axontask.server.cli;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code task list}: the tasks of the caller, newest first. */
@Command(name = "list", description = "Lists tasks, newest first.", mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  private final ServerAccess server;

  @Option(names = "--state", paramLabel = "STATE", description = "Only tasks in this state.")
  private @Nullable String state;

  @Option(names = "--tag", paramLabel = "TAG", description = "Only tasks with this tag.")
  private @Nullable String tag;

  @Option(names = "--limit", paramLabel = "COUNT", description = "At most so many. Default: 20.")
  private int limit = 20;

  @Option(names = "--json", description = "Print JSON, a page a line.")
  private boolean json;

  ListCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      String query = query("state", state) + query("tag", tag);
      new Pages("/api/tasks", query, "tasks", TaskText::inList).print(server, client, limit, json);
      return 0;
    }
  }

  private static String query(String name, @Nullable String value) {
    return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
