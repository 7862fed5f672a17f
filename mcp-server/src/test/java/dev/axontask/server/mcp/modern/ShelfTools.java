package dev.axontask.server.mcp.modern;

import dev.axontask.server.catalog.Answer;
import dev.axontask.server.catalog.Content;
import dev.axontask.server.catalog.InputRequest;
import dev.axontask.server.catalog.Signals;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.catalog.ToolCall;
import dev.axontask.server.catalog.ToolResult;
import dev.axontask.server.http.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** The tools of a {@link Shelf}. */
final class ShelfTools {
  private static final Map<String, @Nullable Object> NOTHING =
      Json.object("{\"type\":\"object\",\"properties\":{}}");
  private static final Map<String, @Nullable Object> ROUTED =
      Json.object(
          """
          {"type": "object", "properties": {
            "region": {"type": "string", "x-mcp-header": "Region"},
            "shard": {"type": "integer", "x-mcp-header": "Shard"},
            "urgent": {"type": "boolean", "x-mcp-header": "Urgent"},
            "place": {"type": "object", "properties": {
              "zone": {"type": "string", "x-mcp-header": "Zone"}}},
            "list": {"type": "array", "items": {"type": "string", "x-mcp-header": "Never"}}}}
          """);

  /** Calls of {@code wait} that were not told to stop. */
  final Set<Semaphore> waiting = ConcurrentHashMap.newKeySet();

  private final Errands tasks;

  ShelfTools(Errands tasks) {
    this.tasks = tasks;
  }

  List<Tool> all() {
    return List.of(
        tool("greet", NOTHING, call -> ToolResult.of(text("Hello, " + call.args().get("name")))),
        tool("route", ROUTED, _ -> ToolResult.of(text("routed"))),
        tool("work", NOTHING, ShelfTools::work),
        tool("wait", NOTHING, this::await),
        tool("ask", NOTHING, ShelfTools::ask),
        tool(
            "ask_url", NOTHING, _ -> asked(InputRequest.Method.ELICITATION, Map.of("mode", "url"))),
        tool("ask_model", NOTHING, _ -> asked(InputRequest.Method.SAMPLING, Map.of())),
        tool("later", NOTHING, _ -> new Answer.NeedsInput<>(Map.of(), Map.of("n", 1))),
        tool(
            "needs_model",
            NOTHING,
            _ -> new Answer.NeedsCapability<>(Map.of("sampling", Map.of()))),
        tool("start", NOTHING, _ -> ToolResult.of(text("started")).startedTask(tasks.start())));
  }

  private static Tool tool(String name, Map<String, @Nullable Object> input, Tool.Handler handler) {
    return new Tool(
        name, name, "For tests.", input, null, new Tool.Hints(true, false, true, false), handler);
  }

  private static Content text(String text) {
    return new Content.Text(text);
  }

  private static Answer<ToolResult> work(ToolCall call) {
    for (double step : new double[] {1, 1, 2}) {
      call.signals().progress(step, 2, "step " + step);
    }
    for (Signals.Level level : Signals.Level.values()) {
      call.signals().log(level, Map.of("severity", level.word()));
    }
    return ToolResult.of(text("worked"));
  }

  /** Tells its progress at each {@link #tick} until it is told to stop. */
  private Answer<ToolResult> await(ToolCall call) throws InterruptedException {
    Semaphore ticks = new Semaphore(0);
    waiting.add(ticks);
    call.signals().onStop(ticks::release);
    int seen = 0;
    while (!call.signals().stopping()) {
      call.signals().progress(++seen, 0, "waiting");
      ticks.acquire();
    }
    waiting.remove(ticks);
    return ToolResult.of(text("stopped"));
  }

  void tick() {
    waiting.forEach(Semaphore::release);
  }

  private static Answer<ToolResult> ask(ToolCall call) {
    return call.inputs()
        .response("name")
        .<Answer<ToolResult>>map(response ->
            ToolResult.of(
                text(
                    "Hello, %s, after step %s"
                        .formatted(response.get("content"), call.inputs().state().get("step")))))
        .orElseGet(() ->
            new Answer.NeedsInput<>(
                Map.of(
                    "name",
                    new InputRequest(
                        InputRequest.Method.ELICITATION,
                        Map.of(
                            "message",
                            "Your name?",
                            "requestedSchema",
                            Map.of("type", "object", "properties", Map.of())))),
                Map.of("step", 1)));
  }

  private static Answer<ToolResult> asked(
      InputRequest.Method method, Map<String, @Nullable Object> params) {
    return new Answer.NeedsInput<>(Map.of("q", new InputRequest(method, params)), Map.of());
  }
}
