package dev.axontask.adapter.fly;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The log of one machine, over the API that {@code fly logs} uses: {@code GET
 * /api/v1/apps/:app_name/logs} with {@code instance} and {@code next_token} ("Logs API options for
 * programmatic access": mostly stable, not supported, kept for about 7 days). Thread-safe.
 */
final class Logs {
  private final Fly fly;
  private final URI base;

  Logs(Fly fly, URI base) {
    this.fly = fly;
    this.base = base;
  }

  /**
   * Lines after a point of time.
   *
   * @param token nanoseconds since 1970, or the {@code next_token} of an earlier page
   */
  LogPage page(String app, String machine, String token) throws FlyException, InterruptedException {
    URI uri =
        URI.create(
            base
                + "/api/v1/apps/%s/logs?instance=%s&next_token=%s"
                    .formatted(app, machine, URLEncoder.encode(token, StandardCharsets.UTF_8)));
    JsonNode json =
        fly.send(
            Call.get(
                Action.LOGS, uri, "read the log of machine " + machine + " of " + app, machine));
    List<LogPage.Entry> entries = new ArrayList<>();
    for (JsonNode item : json.path("data")) {
      JsonNode entry = item.path("attributes");
      entries.add(
          new LogPage.Entry(
              item.path("id").asString(""),
              entry.path("timestamp").asString(""),
              entry.path("meta").path("event").path("provider").asString(""),
              entry.path("message").asString("")));
    }
    return new LogPage(entries, json.path("meta").path("next_token").asString(""));
  }
}
