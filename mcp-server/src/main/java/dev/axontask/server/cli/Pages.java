package dev.axontask.server.cli;

import dev.axontask.server.http.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * A list of the server's, printed page by page up to a number of entries.
 *
 * @param path of the list
 * @param query empty, or beginning with {@code &}
 * @param field of a page that holds the entries
 * @param line of an entry, for people
 */
record Pages(String path, String query, String field, Function<JsonNode, String> line) {
  /** No list of the server's has smaller pages. */
  private static final int AT_ONCE = 100;

  /**
   * Prints it, and says beside it if there is more.
   *
   * @param limit entries; the server refuses less than 1
   * @param json whether to print the pages as they are, one a line
   */
  void print(ServerAccess server, Client client, int limit, boolean json)
      throws IOException, InterruptedException {
    int left = limit;
    String cursor = "";
    JsonNode next;
    do {
      JsonNode page = client.get(path + "?limit=" + Math.min(left, AT_ONCE) + query + cursor);
      if (json) {
        server.console().line(Json.text(page));
      } else {
        page.path(field).forEach(each -> server.console().line(line.apply(each)));
      }
      left -= page.path(field).size();
      next = page.path("next_cursor");
      cursor = "&cursor=" + URLEncoder.encode(next.asString(""), StandardCharsets.UTF_8);
    } while (next.isString() && left > 0);
    if (next.isString()) {
      server.console().note("There are more; a higher --limit shows them.");
    }
  }
}
