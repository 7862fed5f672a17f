package dev.axontask.server.mcp.modern;

import dev.axontask.server.http.Json;
import dev.axontask.server.running.Http;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A request as a careful client sends it, and ways to make it less so. Immutable. */
record Ask(
    String method,
    Object id,
    Map<String, @Nullable Object> params,
    Map<String, @Nullable Object> meta,
    Map<String, String> headers) {
  static final String REVISION = "2026-07-28";
  static final String VERSION = "io.modelcontextprotocol/protocolVersion";
  static final String CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
  static final Map<String, @Nullable Object> TASKS =
      Map.of("extensions", Map.of("io.modelcontextprotocol/tasks", Map.of()));

  static Ask of(String method) {
    Map<String, @Nullable Object> meta = new LinkedHashMap<>();
    meta.put(VERSION, REVISION);
    meta.put("io.modelcontextprotocol/clientInfo", Map.of("name", "test", "version", "1"));
    meta.put(CAPABILITIES, Map.of());
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("MCP-Protocol-Version", REVISION);
    headers.put("Mcp-Method", method);
    return new Ask(method, 1, Map.of(), meta, headers);
  }

  static Ask call(String tool) {
    return of("tools/call").with("name", tool).header("Mcp-Name", tool);
  }

  static Ask call(String tool, Map<String, @Nullable Object> arguments) {
    return call(tool).with("arguments", arguments);
  }

  static Ask task(String method, String task) {
    return of(method).with("taskId", task).header("Mcp-Name", task).able(TASKS);
  }

  Ask id(Object other) {
    return new Ask(method, other, params, meta, headers);
  }

  Ask with(String name, @Nullable Object value) {
    return new Ask(method, id, and(params, name, value), meta, headers);
  }

  Ask meta(String name, @Nullable Object value) {
    return new Ask(method, id, params, and(meta, name, value), headers);
  }

  Ask withoutMeta(String name) {
    Map<String, @Nullable Object> fewer = new LinkedHashMap<>(meta);
    fewer.remove(name);
    return new Ask(method, id, params, fewer, headers);
  }

  Ask able(Map<String, @Nullable Object> capabilities) {
    return meta(CAPABILITIES, capabilities);
  }

  Ask header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Ask(method, id, params, meta, more);
  }

  Ask withoutHeader(String name) {
    Map<String, String> fewer = new LinkedHashMap<>(headers);
    fewer.remove(name);
    return new Ask(method, id, params, meta, fewer);
  }

  private static Map<String, @Nullable Object> and(
      Map<String, @Nullable Object> map, String name, @Nullable Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(map);
    more.put(name, value);
    return more;
  }

  String body() {
    Map<String, @Nullable Object> whole = new LinkedHashMap<>();
    whole.put("jsonrpc", "2.0");
    whole.put("id", id);
    whole.put("method", method);
    whole.put("params", meta.isEmpty() ? params : and(params, "_meta", meta));
    return Json.text(whole);
  }

  HttpRequest.Builder request(Http http) {
    HttpRequest.Builder request = http.mcp(body());
    headers.forEach(request::setHeader);
    return request;
  }

  Http.Answer send(Http http) throws IOException, InterruptedException {
    return http.send(request(http));
  }

  HttpResponse<Stream<String>> lines(Http http) throws IOException, InterruptedException {
    return http.lines(request(http));
  }
}
