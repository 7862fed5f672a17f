package dev.axontask.server.hosts;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.axontask.server.http.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import tools.jackson.databind.JsonNode;

/** A model's API that answers every request alike, and keeps what it was sent. */
final class FakeApi implements AutoCloseable {
  private final HttpServer server;
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();

  /** A request. */
  record Received(String path, String beta, JsonNode body) {}

  FakeApi(String answer) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> answer(exchange, answer));
    server.start();
  }

  private void answer(HttpExchange exchange, String answer) throws IOException {
    try (exchange) {
      String beta = exchange.getRequestHeaders().getFirst("anthropic-beta");
      JsonNode body = Json.tree(exchange.getRequestBody().readAllBytes());
      received.add(
          new Received(exchange.getRequestURI().getPath(), beta == null ? "" : beta, body));
      byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().add("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  Received take() throws InterruptedException {
    return received.take();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
