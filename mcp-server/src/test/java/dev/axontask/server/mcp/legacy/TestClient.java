package dev.axontask.server.mcp.legacy;

import dev.axontask.server.http.Json;
import dev.axontask.server.running.Http;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A client in its session, at one server of the fleet. */
record TestClient(Http http, String session, String revision, JsonNode initialized) {

  static TestClient initialize(Http http, String revision, String capabilities)
      throws IOException, InterruptedException {
    Http.Answer answer =
        http.send(
            http.mcp(
                """
                {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"%s",
                 "capabilities":%s,"clientInfo":{"name":"test","version":"1"}}}\
                """
                    .formatted(revision, capabilities)));
    if (answer.status() != 200) {
      throw new AssertionError(answer.raw().body());
    }
    return new TestClient(
        http, answer.header("Mcp-Session-Id"), revision, answer.json().required("result"));
  }

  /** The same session, spoken to at another server. */
  TestClient at(LegacyServer other) {
    return new TestClient(other.http, session, revision, initialized);
  }

  private HttpRequest.Builder headers(HttpRequest.Builder request) {
    return request.header("Mcp-Session-Id", session).header("MCP-Protocol-Version", revision);
  }

  /** Sends a message; the answer is read whole. */
  Http.Answer send(String message) throws IOException, InterruptedException {
    return http.send(headers(http.mcp(message)));
  }

  /** Sends a request, and gives its response. */
  JsonNode ask(Object id, String method, Map<String, ?> params)
      throws IOException, InterruptedException {
    return send(request(id, method, params)).json();
  }

  static String request(Object id, String method, Map<String, ?> params) {
    return Json.text(Map.of("jsonrpc", "2.0", "id", id, "method", method, "params", params));
  }

  /** Calls {@code act} with a progress token; the answer is a stream. */
  Sse act(Object id) throws IOException, InterruptedException {
    return stream(actRequest(id));
  }

  static String actRequest(Object id) {
    return request(
        id, "tools/call", Map.of("name", "act", "_meta", Map.of("progressToken", "token")));
  }

  Sse stream(String message) throws IOException, InterruptedException {
    return new Sse(http.lines(headers(http.mcp(message))));
  }

  void notify(String method, Map<String, ?> params) throws IOException, InterruptedException {
    Http.Answer answer =
        send(Json.text(Map.of("jsonrpc", "2.0", "method", method, "params", params)));
    if (answer.status() != 202) {
      throw new AssertionError(answer.raw().body());
    }
  }

  private HttpRequest.Builder get() {
    return headers(http.request("/mcp")).header("Accept", "text/event-stream");
  }

  Sse listen() throws IOException, InterruptedException {
    return new Sse(http.lines(get()));
  }

  Sse resume(String lastEventId) throws IOException, InterruptedException {
    return new Sse(http.lines(get().header("Last-Event-ID", lastEventId)));
  }

  Http.Answer tryResume(String lastEventId) throws IOException, InterruptedException {
    return http.send(get().header("Last-Event-ID", lastEventId));
  }

  int delete() throws IOException, InterruptedException {
    return http.send(headers(http.request("/mcp")).DELETE()).status();
  }
}
