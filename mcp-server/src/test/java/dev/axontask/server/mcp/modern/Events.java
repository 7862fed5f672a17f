package dev.axontask.server.mcp.modern;

import dev.axontask.server.http.Json;
import dev.axontask.server.running.Http;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** The messages of an event stream; closing it cuts the connection. */
final class Events implements AutoCloseable {
  private final HttpResponse<Stream<String>> response;
  private final Stream<String> stream;
  private final Iterator<String> lines;

  private Events(HttpResponse<Stream<String>> response) {
    this.response = response;
    this.stream = response.body();
    this.lines = stream.iterator();
  }

  static Events of(Ask ask, Http http) throws IOException, InterruptedException {
    return new Events(ask.lines(http));
  }

  String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** The next message. */
  JsonNode next() {
    while (true) {
      String line = lines.next();
      if (line.startsWith("data: ")) {
        return Json.tree(line.substring("data: ".length()).getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  /** All that are left, when the stream has ended. */
  List<JsonNode> rest() {
    List<JsonNode> rest = new ArrayList<>();
    lines.forEachRemaining(line -> {
      if (line.startsWith("data: ")) {
        rest.add(Json.tree(line.substring("data: ".length()).getBytes(StandardCharsets.UTF_8)));
      }
    });
    return rest;
  }

  @Override
  public void close() {
    stream.close();
  }
}
