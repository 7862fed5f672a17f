package dev.axontask.server.cli;

import dev.axontask.server.http.Invisible;
import dev.axontask.server.http.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code queue}: shows the queues, and pauses and resumes them and rate-limit keys. */
@Command(
    name = "queue",
    description = "Shows the queues: the waiting tasks of each adapter.",
    mixinStandardHelpOptions = true)
final class QueueCommands implements Callable<Integer> {
  private final ServerAccess server;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  private QueueCommands(ServerAccess server) {
    this.server = server;
  }

  static CommandLine commandLine(Map<String, String> environment, Console console) {
    ServerAccess server = new ServerAccess(environment, console);
    return new CommandLine(new QueueCommands(server))
        .addSubcommand(new Pause(server))
        .addSubcommand(new Resume(server))
        .addSubcommand(new CloseBreaker(server));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Client client = server.client()) {
      JsonNode state = client.get("/api/queue");
      if (json) {
        server.console().line(Json.text(state));
        return 0;
      }
      state.path("queues").forEach(queue -> server.console().line(line(queue)));
      state.path("paused_keys").forEach(key -> server.console().line(paused(key)));
      if (state.path("has_more").asBoolean(false)) {
        server.console().note("More keys than these are paused.");
      }
      state.path("circuit_breakers").forEach(one -> server.console().line(breaker(one)));
      return 0;
    }
  }

  private static String line(JsonNode queue) {
    String oldest = queue.path("oldest").asString("");
    return "%-12s %s due%s, %s held%s"
        .formatted(
            Invisible.escaped(queue.path("adapter").asString("")),
            queue.path("depth").asInt(),
            oldest.isEmpty() ? "" : " since " + oldest,
            queue.path("held").asInt(),
            queue.path("paused").asBoolean() ? ", paused" : "");
  }

  private static String paused(JsonNode key) {
    return "key %s is paused until %s"
        .formatted(
            Invisible.escaped(key.path("key").asString("")), key.path("paused_until").asString(""));
  }

  private static String breaker(JsonNode breaker) {
    String until = breaker.path("until").asString("");
    String error = breaker.path("error").path("message").asString("");
    return "the circuit breaker of %s, target \"%s\", is %s%s%s"
        .formatted(
            Invisible.escaped(breaker.path("adapter").asString("")),
            Invisible.escaped(breaker.path("target").asString("")),
            breaker.path("state").asString("").replace('_', '-'),
            until.isEmpty() ? "" : " until " + until,
            error.isEmpty() ? "" : ": " + Invisible.escaped(error).replace('\n', ' '));
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** What is paused or resumed. */
  private static final class QueueOrKey {
    @Parameters(paramLabel = "ADAPTER", arity = "0..1", description = "The queue of this adapter.")
    private @Nullable String adapter;

    @Option(names = "--key", paramLabel = "KEY", description = "Tasks with this rate_limit_key.")
    private @Nullable String key;

    /** The route of it; refuses both and neither. */
    String path() {
      if (key == null && adapter != null) {
        return "/api/queue/" + encoded(adapter);
      }
      if (key != null && adapter == null) {
        return "/api/queue/keys/" + encoded(key);
      }
      throw new FailedException(2, "name either a queue, by its adapter, or a key, by --key");
    }
  }

  /** {@code queue pause}. */
  @Command(
      name = "pause",
      description = "Starts nothing more of a queue, or of a key for a while. What runs goes on.",
      mixinStandardHelpOptions = true)
  private static final class Pause implements Callable<Integer> {
    private final ServerAccess server;

    @Mixin private final QueueOrKey what = new QueueOrKey();

    @Option(
        names = "--for",
        paramLabel = "DURATION",
        description = "With --key: for how long, at most 365d. Default: 10m.")
    private @Nullable String duration;

    Pause(ServerAccess server) {
      this.server = server;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      String path = what.path();
      if (what.key == null && duration != null) {
        throw new FailedException(
            2, "--for goes with --key; a queue stays paused until it is resumed");
      }
      Map<String, String> body = what.key == null ? Map.of() : Map.of("until", until());
      try (Client client = server.client()) {
        JsonNode answer = client.post(path + "/pause", body);
        server.console().line(what.key == null ? line(answer) : paused(answer));
        return 0;
      }
    }

    private String until() {
      long seconds = TaskText.seconds(duration == null ? "10m" : duration);
      return Clock.systemUTC().instant().plusSeconds(seconds).toString();
    }
  }

  /** {@code queue resume}. */
  @Command(
      name = "resume",
      description = "Goes on with a queue, or with the tasks of a key.",
      mixinStandardHelpOptions = true)
  private static final class Resume implements Callable<Integer> {
    private final ServerAccess server;

    @Mixin private final QueueOrKey what = new QueueOrKey();

    Resume(ServerAccess server) {
      this.server = server;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      String path = what.path();
      try (Client client = server.client()) {
        JsonNode answer = client.post(path + "/resume", Map.of());
        server
            .console()
            .line(
                what.key == null
                    ? line(answer)
                    : "key " + Invisible.escaped(what.key) + " goes on");
        return 0;
      }
    }
  }

  /** {@code queue close-breaker}. */
  @Command(
      name = "close-breaker",
      description = "Closes the circuit breaker of a target, so that its tasks go on at once.",
      mixinStandardHelpOptions = true)
  private static final class CloseBreaker implements Callable<Integer> {
    private final ServerAccess server;

    @Parameters(paramLabel = "ADAPTER", description = "The adapter.")
    private String adapter = "";

    @Option(
        names = "--target",
        paramLabel = "TARGET",
        description = "The target, as `queue` shows it. Default: the adapter as a whole.")
    private String target = "";

    CloseBreaker(ServerAccess server) {
      this.server = server;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
      try (Client client = server.client()) {
        JsonNode closed =
            client.post(
                "/api/queue/" + encoded(adapter) + "/breaker/close", Map.of("target", target));
        server.console().line(breaker(closed));
        return 0;
      }
    }
  }
}
