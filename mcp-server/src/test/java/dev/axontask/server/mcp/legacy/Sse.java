package dev.axontask.server.mcp.legacy;

import dev.axontask.server.http.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Events as a client gets them. Closing cuts the connection. */
final class Sse implements AutoCloseable {
  private final Stream<String> body;
  private final Iterator<String> lines;
  final HttpResponse<Stream<String>> response;

  /**
   * An event.
   *
   * @param id empty if it has none
   * @param retry empty if it says nothing of it
   */
  record Received(String id, String data, String retry) {
    JsonNode json() {
      return Json.tree(data.getBytes(StandardCharsets.UTF_8));
    }

    /** What a test tells events apart by: the step, or the answer's text, or the method. */
    String gist() {
      JsonNode message = json();
      if (message.has("error")) {
        return "error";
      }
      return message.has("method")
          ? message.path("params").path("message").asString(message.required("method").asString())
          : message.path("result").path("content").path(0).path("text").asString("result");
    }
  }

  Sse(HttpResponse<Stream<String>> response) {
    this.response = response;
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + response.body().toList());
    }
    body = response.body();
    lines = body.iterator();
  }

  /** The next event with an id or data; empty if the stream ended. Comments are passed over. */
  Optional<Received> next() {
    String id = "";
    String retry = "";
    StringBuilder data = new StringBuilder();
    boolean event = false;
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.startsWith("id:")) {
        id = line.substring(3).strip();
        event = true;
      } else if (line.startsWith("data:")) {
        data.append(line.substring(5).strip());
        event = true;
      } else if (line.startsWith("retry:")) {
        retry = line.substring(6).strip();
      } else if (line.isEmpty() && event) {
        return Optional.of(new Received(id, data.toString(), retry));
      }
    }
    return Optional.empty();
  }

  Received take() {
    return next().orElseThrow(() -> new AssertionError("the stream has ended"));
  }

  /** All that is left, to the end of the stream. */
  List<Received> rest() {
    List<Received> rest = new ArrayList<>();
    for (Optional<Received> event = next(); event.isPresent(); event = next()) {
      rest.add(event.get());
    }
    return rest;
  }

  /** The same without events that have no data. */
  List<String> gists() {
    return rest().stream().filter(event -> !event.data().isEmpty()).map(Received::gist).toList();
  }

  @Override
  public void close() {
    body.close();
  }
}
