package dev.axontask.server.mcp.method;

import dev.axontask.server.catalog.Answer;
import dev.axontask.server.catalog.Catalog;
import dev.axontask.server.catalog.Content;
import dev.axontask.server.catalog.Freshness;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.catalog.ToolCall;
import dev.axontask.server.catalog.ToolResult;
import dev.axontask.server.http.Invisible;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code tools/list} and {@code tools/call} (server/tools). */
public final class ToolMethods {
  private static final int LONGEST_SHOWN = 64;
  private static final Freshness LISTS = new Freshness(Duration.ofMinutes(5), true);

  private final Catalog catalog;

  ToolMethods(Catalog catalog) {
    this.catalog = catalog;
  }

  Outcome list(MethodCall call) {
    if (call.params().get("cursor") != null) {
      return Cursors.unknown();
    }
    return new Outcome.Result(
        Json.object("tools", catalog.tools().stream().map(ToolMethods::described).toList()), LISTS);
  }

  private static Map<String, @Nullable Object> described(Tool tool) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", tool.name());
    json.put("title", tool.title());
    json.put("description", tool.description());
    json.put("inputSchema", tool.input());
    if (tool.output() != null) {
      json.put("outputSchema", tool.output());
    }
    json.put("annotations", hints(tool.hints()));
    return json;
  }

  private static Map<String, @Nullable Object> hints(Tool.Hints hints) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("readOnlyHint", hints.readOnly());
    json.put("destructiveHint", hints.destructive());
    json.put("idempotentHint", hints.idempotent());
    json.put("openWorldHint", hints.openWorld());
    return json;
  }

  Outcome call(MethodCall call) throws InterruptedException {
    Optional<String> name = call.text("name");
    if (name.isEmpty()) {
      return new Outcome.InvalidParams(
          "tools/call needs params with name (string) and arguments (object).");
    }
    if (call.notAnObject("arguments")) {
      return new Outcome.InvalidParams("arguments must be an object.");
    }
    Optional<Tool> tool = catalog.tool(name.get());
    if (tool.isEmpty()) {
      return new Outcome.InvalidParams(unknown(name.get()));
    }
    ToolCall toolCall =
        new ToolCall(
            call.caller(), call.client(), call.object("arguments"), call.inputs(), call.signals());
    return switch (catalog.call(tool.get(), toolCall)) {
      case ToolResult result -> outcome(result);
      case Answer.NeedsInput<ToolResult> needs ->
          new Outcome.InputRequired(needs.requests(), needs.state());
      case Answer.NeedsCapability<ToolResult> needs ->
          new Outcome.CapabilityMissing(needs.required());
    };
  }

  private static Outcome outcome(ToolResult result) {
    Outcome.Result now = new Outcome.Result(json(result), null);
    return result.taskId() == null ? now : new Outcome.TaskStarted(result.taskId(), now);
  }

  /** A {@code CallToolResult}. */
  public static Map<String, @Nullable Object> json(ToolResult result) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("content", result.content().stream().map(Content::json).toList());
    if (result.structured() != null) {
      json.put("structuredContent", result.structured());
    }
    json.put("isError", result.error());
    return json;
  }

  private String unknown(String name) {
    List<String> names = catalog.tools().stream().map(Tool::name).toList();
    String shown = name.length() > LONGEST_SHOWN ? name.substring(0, LONGEST_SHOWN) : name;
    return "Unknown tool: %s. There are %s."
        .formatted(Invisible.escaped(shown), String.join(", ", names));
  }
}
