package dev.axontask.bridge.relay;

import dev.axontask.bridge.http.Endpoint;
import dev.axontask.bridge.http.HangUp;
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
  private final Mirror mirror;
  private volatile boolean answered;

  Server(
      HttpClient http, Endpoint endpoint, Credentials credentials, Limits limits, Mirror mirror) {
    this.http = http;
    this.endpoint = endpoint;
    this.credentials = credentials;
    this.limits = limits;
    this.mirror = mirror;
  }

  /** Posts a message of the client. */
  HttpResponse post(Message message, SessionState session) throws IOException {
    return post(message, session, new HangUp());
  }

  /** The same, with the means to end it from another thread. */
  HttpResponse post(Message message, SessionState session, HangUp hangUp) throws IOException {
    Map<String, String> headers = common(session);
    headers.put("Content-Type", "application/json");
    headers.put("Accept", "application/json, text/event-stream");
    if (message instanceof Message.Request request && request.method().equals("initialize")) {
      headers.remove("Mcp-Session-Id");
      headers.remove("MCP-Protocol-Version");
    }
    mirror.onto(headers, message);
    return send(
        new HttpRequest("POST", endpoint.path(), headers, message.text(), limits.silence()),
        hangUp);
  }

  /** Opens the session's stream of messages, or resumes a stream after the event {@code lastId}. */
  HttpResponse listen(SessionState session, @Nullable String lastId, Duration silence)
      throws IOException {
    Map<String, String> headers = common(session);
    headers.put("Accept", "text/event-stream");
    if (lastId != null) {
      headers.put("Last-Event-ID", latin1(lastId));
    }
    return send("GET", headers, silence);
  }

  /** Ends the session. */
  HttpResponse delete(SessionState session, Duration silence) throws IOException {
    return send("DELETE", common(session), silence);
  }

  /** Whether it has ever answered anything. */
  boolean answered() {
    return answered;
  }

  Credentials credentials() {
    return credentials;
  }

  private HttpResponse send(String method, Map<String, String> headers, Duration silence)
      throws IOException {
    return send(new HttpRequest(method, endpoint.path(), headers, NOTHING, silence), new HangUp());
  }

  private HttpResponse send(HttpRequest request, HangUp hangUp) throws IOException {
    HttpResponse response = http.send(request, hangUp);
    answered = true;
    return response;
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

  /** A head is written as Latin-1: carries the UTF-8 bytes of an event id through unchanged. */
  private static String latin1(String id) {
    return new String(id.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  @Override
  public String toString() {
    return endpoint.toString();
  }
}
