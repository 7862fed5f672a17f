package dev.axontask.server.cli;

import dev.axontask.server.http.Invisible;
import dev.axontask.server.http.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code task wait}: until a task ends, says something, or falls silent. */
@Command(
    name = "wait",
    description =
        "Waits until a task ends, or a line of its output matches, or it is silent. The exit code is 0 for a match or"
            + " silence, 124 if the time is over; of a task that ended its own, or 1 if a line was waited for.",
    mixinStandardHelpOptions = true)
final class WaitCommand implements Callable<Integer> {
  private static final int NOT_FOUND = 1;
  private static final int OUT_OF_TIME = 124;

  /** Seconds that a server waits at most. */
  private static final long A_CALL = 50;

  private final ServerAccess server;
  private final Clock clock = Clock.systemUTC();

  @Parameters(paramLabel = "TASK")
  private String task = "";

  @Option(
      names = "--pattern",
      paramLabel = "REGEX",
      description = "Until a line of its output matches (RE2).")
  private @Nullable String pattern;

  @Option(
      names = "--silence",
      paramLabel = "DURATION",
      description = "Until it has written nothing for so long: 90s, 10m.")
  private @Nullable String silence;

  @Option(
      names = "--for",
      paramLabel = "DURATION",
      description = "Wait no longer than this. Default: for ever.")
  private @Nullable String most;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  WaitCommand(ServerAccess server) {
    this.server = server;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    String path = TaskText.path(task);
    String what = query("pattern", pattern) + query("silence_s", seconds(silence));
    Instant until = most == null ? null : clock.instant().plusSeconds(TaskText.seconds(most));
    try (Client client = server.client()) {
      long since = 0;
      while (true) {
        long wait = until == null ? A_CALL : left(until);
        JsonNode end = client.get(path + "/wait?since_seq=" + since + "&wait_s=" + wait + what);
        since = end.path("next_seq").asLong(since);
        if (!end.path("reason").asString("").equals("timeout")) {
          return over(client, path, end);
        }
        if (wait < A_CALL && !end.path("has_more").asBoolean(false)) {
          server.console().line(json ? Json.text(end) : "nothing of it happened so far");
          return OUT_OF_TIME;
        }
      }
    }
  }

  private long left(Instant until) {
    return Math.clamp(Duration.between(clock.instant(), until).toSeconds(), 0, A_CALL);
  }

  private int over(Client client, String path, JsonNode end)
      throws IOException, InterruptedException {
    String reason = end.path("reason").asString("");
    JsonNode ended = reason.equals("ended") ? client.get(path) : end;
    server
        .console()
        .line(
            switch (json ? "json" : reason) {
              case "json" -> Json.text(end);
              case "matched" -> Invisible.escaped(end.path("line").asString(""));
              case "silent" -> "silent for " + end.path("silent_s").asLong() + " s";
              default -> TaskText.end(ended);
            });
    if (!reason.equals("ended")) {
      return 0;
    }
    return pattern == null ? TaskText.exitCode(ended) : NOT_FOUND;
  }

  private static @Nullable String seconds(@Nullable String duration) {
    return duration == null ? null : Long.toString(TaskText.seconds(duration));
  }

  private static String query(String name, @Nullable String value) {
    return value == null ? "" : "&" + name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
