package dev.axontask.server.journey;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A small MCP client over streamable HTTP (specification 2025-11-25, basic/transports), for tools
 * only. Opens a session when it has none, and another when the server no longer knows it. For one
 * thread.
 */
public final class Mcp {
  private static final String VERSION = "2025-11-25";

  private final Rest rest;
  private final AtomicInteger ids = new AtomicInteger();
  private @Nullable String session;

  public Mcp(Rest rest) {
    this.rest = rest;
  }

  /**
   * What a tool answered.
   *
   * @param text the text blocks, joined
   */
  public record ToolResult(boolean isError, JsonNode structured, String text) {}

  /** A JSON-RPC error in place of a result. */
  public static final class RpcException extends IOException {
    RpcException(String message) {
      super(message);
    }
  }

  /** Calls a tool. */
  public ToolResult call(String tool, Map<String, ?> arguments)
      throws IOException, InterruptedException {
    JsonNode result = request("tools/call", Map.of("name", tool, "arguments", arguments));
    StringBuilder text = new StringBuilder();
    result.path("content").forEach(block -> text.append(block.path("text").asString("")));
    return new ToolResult(
        result.path("isError").asBoolean(false), result.path("structuredContent"), text.toString());
  }

  /** Sends a request and returns its result. */
  public JsonNode request(String method, Map<String, ?> params)
      throws IOException, InterruptedException {
    String known = session != null ? session : open();
    Answer answer = post(known, method, params);
    if (answer.status == 404) {
      answer = post(open(), method, params);
    }
    return answer.result();
  }

  private String open() throws IOException, InterruptedException {
    Answer answer =
        post(
            null,
            "initialize",
            Map.of(
                "protocolVersion",
                VERSION,
                "capabilities",
                Map.of(),
                "clientInfo",
                Map.of("name", "journey", "version", "1")));
    var _ = answer.result();
    if (answer.session == null) {
      throw new IOException("initialize gave no Mcp-Session-Id");
    }
    session = answer.session;
    var _ = send(session, Map.of("jsonrpc", "2.0", "method", "notifications/initialized"));
    return answer.session;
  }

  private Answer post(@Nullable String to, String method, Map<String, ?> params)
      throws IOException, InterruptedException {
    return send(
        to,
        Map.of("jsonrpc", "2.0", "id", ids.incrementAndGet(), "method", method, "params", params));
  }

  private Answer send(@Nullable String to, Map<String, ?> message)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        rest.request("/mcp")
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, text/event-stream")
            .POST(BodyPublishers.ofString(Rest.JSON.writeValueAsString(message)));
    if (to != null) {
      request.header("Mcp-Session-Id", to).header("MCP-Protocol-Version", VERSION);
    }
    HttpResponse<Stream<String>> answer = rest.lines(request);
    try (Stream<String> lines = answer.body()) {
      return new Answer(
          answer.statusCode(),
          answer.headers().firstValue("Mcp-Session-Id").orElse(null),
          Replies.in(lines, message.get("id")));
    } catch (UncheckedIOException e) {
      throw new IOException("the answer was cut", e);
    }
  }

  private record Answer(int status, @Nullable String session, @Nullable JsonNode reply) {
    JsonNode result() throws IOException {
      if (reply == null) {
        throw new IOException("HTTP " + status + " without an answer");
      }
      if (!reply.has("result")) {
        throw new RpcException("HTTP " + status + ": " + reply);
      }
      return reply.get("result");
    }
  }

  /** Finds the reply in a body that is JSON or an event stream. */
  private static final class Replies {
    static @Nullable JsonNode in(Stream<String> lines, @Nullable Object id) {
      return lines
          .map(line -> line.startsWith("data:") ? line.substring(5) : line)
          .filter(line -> line.stripLeading().startsWith("{"))
          .map(Rest.JSON::readTree)
          .filter(message -> isReply(message, id))
          .findFirst()
          .orElse(null);
    }

    private static boolean isReply(JsonNode message, @Nullable Object id) {
      boolean answers = message.has("result") || message.has("error");
      return answers && (id == null || message.path("id").asInt(-1) == (Integer) id);
    }
  }
}
