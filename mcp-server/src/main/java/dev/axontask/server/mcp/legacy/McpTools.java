package dev.axontask.server.mcp.legacy;

import dev.axontask.server.catalog.Catalog;
import dev.axontask.server.catalog.Client;
import dev.axontask.server.catalog.Content;
import dev.axontask.server.catalog.Inputs;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.catalog.ToolCall;
import dev.axontask.server.catalog.ToolResult;
import dev.axontask.server.http.Json;
import dev.axontask.server.mcp.wire.RunningCall;
import io.modelcontextprotocol.json.jackson3.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives the catalogue to the SDK's server. */
final class McpTools {
  /** Where the transport leaves the {@link RunningCall} for the handler. */
  static final String CALL = "axontask.call";

  private McpTools() {}

  /**
   * Builds the SDK's server; handlers run on the thread of their request, which is a virtual one.
   */
  static McpSyncServer serve(Catalog catalog, Sessions sessions, String version) {
    return McpServer.sync(sessions)
        .serverInfo(McpSchema.Implementation.builder("axontask", version).title("AxonTask").build())
        .instructions(catalog.instructions())
        .capabilities(McpSchema.ServerCapabilities.builder().tools(false).build())
        .jsonMapper(new JacksonMcpJsonMapper(Json.MAPPER))
        .jsonSchemaValidator(new TrustedSchemas())
        .validateToolInputs(false)
        .immediateExecution(true)
        .tools(catalog.tools().stream().map(tool -> specification(catalog, tool)).toList())
        .build();
  }

  private static SyncToolSpecification specification(Catalog catalog, Tool tool) {
    return SyncToolSpecification.builder()
        .tool(described(tool))
        .callHandler((exchange, request) -> call(catalog, tool, exchange, request))
        .build();
  }

  @SuppressWarnings(
      "NullAway") // The SDK's schema maps are not marked; JSON null is no schema value.
  private static McpSchema.Tool described(Tool tool) {
    return McpSchema.Tool.builder(tool.name(), asObjects(tool.input()))
        .title(tool.title())
        .description(tool.description())
        .outputSchema(asObjects(java.util.Objects.requireNonNull(tool.output())))
        .annotations(
            new McpSchema.ToolAnnotations(
                null,
                tool.hints().readOnly(),
                tool.hints().destructive(),
                tool.hints().idempotent(),
                tool.hints().openWorld(),
                null))
        .build();
  }

  private static CallToolResult call(
      Catalog catalog, Tool tool, McpSyncServerExchange exchange, CallToolRequest request) {
    RunningCall running = (RunningCall) exchange.transportContext().get(CALL);
    Signals signals = new Signals(exchange, running, progressToken(request));
    try {
      return result(
          (ToolResult)
              catalog.call(
                  tool,
                  new ToolCall(
                      running.caller(), Client.UNKNOWN, args(request), Inputs.NONE, signals)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return result(ToolResult.refused("service_unavailable", "The server is stopping."));
    }
  }

  private static @Nullable Object progressToken(CallToolRequest request) {
    Map<String, Object> meta = request.meta();
    return meta == null ? null : meta.get("progressToken");
  }

  private static Map<String, @Nullable Object> args(CallToolRequest request) {
    Map<String, Object> args = request.arguments();
    return args == null ? Map.of() : new LinkedHashMap<>(args);
  }

  private static CallToolResult result(ToolResult result) {
    CallToolResult.Builder builder =
        CallToolResult.builder()
            .addTextContent(((Content.Text) result.content().getFirst()).text())
            .isError(result.error());
    if (result.structured() != null) {
      builder.structuredContent(result.structured());
    }
    return builder.build();
  }

  /** The SDK declares its maps without null values; schemas have none. */
  @SuppressWarnings("unchecked")
  private static Map<String, Object> asObjects(Map<String, ? extends @Nullable Object> map) {
    return (Map<String, Object>) map;
  }

  private record Signals(
      McpSyncServerExchange exchange, RunningCall call, @Nullable Object progressToken)
      implements dev.axontask.server.catalog.Signals {
    @Override
    public void log(Level level, Object data) {}

    @Override
    public void hangUp() {}

    @Override
    public void progress(double progress, double total, String message) {
      if (progressToken != null) {
        exchange.progressNotification(
            ProgressNotification.builder(progressToken, progress).message(message).build());
      }
    }

    @Override
    public boolean stopping() {
      return call.stopping();
    }

    @Override
    public void onStop(Runnable action) {
      call.onStop(action);
    }
  }

  /**
   * Our tools' results match their schemas, which tests hold; checking each again would cost more
   * than most calls.
   */
  private static final class TrustedSchemas implements JsonSchemaValidator {
    @Override
    public ValidationResponse validate(Map<String, Object> schema, Object content) {
      return ValidationResponse.asValid("");
    }
  }

  static List<String> names(Catalog catalog) {
    return catalog.tools().stream().map(Tool::name).toList();
  }
}
