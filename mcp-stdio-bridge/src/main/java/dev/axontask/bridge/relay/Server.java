package dev.axontask.bridge.relay;

import dev.axontask.bridge.http.Endpoint;
import dev.axontask.bridge.http.HttpClient;
import dev.axontask.bridge.http.HttpRequest;
import dev.axontask.bridge.http.HttpResponse;
import dev.axontask.bridge.message.Message;
import dev.axontask.bridge.settings.Credentials;
import dev.axontask.bridge.settings.Limits;
import dev.axontask.bridge.settings.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The MCP endpoint as the streamable HTTP transport addresses it (revisions 2025-03-26 to
 * 2025-11-25, and 2026-07-28 for messages that say so): which method and headers go with which
 * message. Thread-safe.
 */
final class Server {
  private static final byte[] NOTHING = new byte[0];

  private final HttpClient http;
  private final Endpoint endpoint;
  private final Credentials credentials;
  private final Limits limits;

  Server(HttpClient http, Endpoint endpoint, Credentials credentials, Limits limits) {
    this.http = http;
    this.endpoint = endpoint;
    this.credentials = credentials;
    this.limits = limits;
  }

  /** Posts a message of the client. */
  HttpResponse post(Message message, SessionState session) throws IOException {
    Map<String, String> headers = common(session);
    headers.put("Content-Type", "application/json");
    headers.put("Accept", "application/json, text/event-stream");
    if (message instanceof Message.Request request) {
      if (request.details().stateless()) {
        stateless(headers, request);
      } else if (request.method().equals("initialize")) {
        headers.remove("Mcp-Session-Id");
        headers.remove("MCP-Protocol-Version");
      }
    }
    return send("POST", headers, message.text(), limits.silence());
  }

  /** Opens the session's stream of messages, or resumes a stream after the event {@code lastId}. */
  HttpResponse listen(SessionState session, @Nullable String lastId, Duration silence)
      throws IOException {
    Map<String, String> headers = common(session);
    headers.put("Accept", "text/event-stream");
    if (lastId != null) {
      headers.put("Last-Event-ID", latin1(lastId));
    }
    return send("GET", headers, NOTHING, silence);
  }

  /** Ends the session. */
  HttpResponse delete(SessionState session, Duration silence) throws IOException {
    return send("DELETE", common(session), NOTHING, silence);
  }

  Credentials credentials() {
    return credentials;
  }

  private HttpResponse send(
      String method, Map<String, String> headers, byte[] body, Duration silence)
      throws IOException {
    return http.send(new HttpRequest(method, endpoint.path(), headers, body, silence));
  }

  private Map<String, String> common(SessionState session) {
    Map<String, String> headers = new LinkedHashMap<>();
    Secret key = credentials.key();
    if (key != null) {
      headers.put("Authorization", "Bearer " + key.reveal());
    }
    if (session.id() != null) {
      headers.put("Mcp-Session-Id", session.id());
    }
    if (session.version() != null) {
      headers.put("MCP-Protocol-Version", session.version());
    }
    headers.put("User-Agent", "axontask-bridge");
    return headers;
  }

  /** Revision 2026-07-28: no session, and headers that mirror the body. */
  private static void stateless(Map<String, String> headers, Message.Request request) {
    headers.remove("Mcp-Session-Id");
    headers.put("MCP-Protocol-Version", String.valueOf(request.details().metaVersion()));
    headers.put("Mcp-Method", mirrored(request.method()));
    String name =
        switch (request.method()) {
          case "tools/call", "prompts/get" -> request.details().name();
          case "resources/read" -> request.details().uri();
          default -> null;
        };
    if (name != null) {
      headers.put("Mcp-Name", mirrored(name));
    }
  }

  /** The encoding of mirrored values (2026-07-28, basic/transports/streamable-http). */
  private static String mirrored(String value) {
    boolean plain =
        value.chars().allMatch(c -> c >= 0x20 && c < 0x7f)
            && value.equals(value.strip())
            && !(value.startsWith("=?base64?") && value.endsWith("?="));
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return plain ? value : "=?base64?" + Base64.getEncoder().encodeToString(utf8) + "?=";
  }

  /** A head is written as Latin-1: carries the UTF-8 bytes of an event id through unchanged. */
  private static String latin1(String id) {
    return new String(id.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return endpoint.toString();
  }
}
