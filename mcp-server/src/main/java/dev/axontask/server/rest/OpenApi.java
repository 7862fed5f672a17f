package dev.axontask.server.rest;

import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.Json;
import dev.axontask.server.tools.InputArgs;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /openapi.json}: the document that describes the plain HTTP interface. */
public final class OpenApi {
  private final byte[] document;

  /**
   * The document of a server.
   *
   * @param base its address
   * @param start the schema of a start request, which depends on the adapters that there are
   */
  OpenApi(String base, String version, Map<String, @Nullable Object> start) {
    Map<String, @Nullable Object> whole = new LinkedHashMap<>(text());
    whole.put("servers", List.of(Map.of("url", base)));
    put(whole, List.of("info", "version"), version);
    put(whole, List.of("components", "schemas", "StartTask"), start);
    put(whole, List.of("components", "schemas", "SendInput"), InputArgs.schema());
    document = Json.bytes(whole);
  }

  void serve(Exchange exchange) throws IOException {
    exchange.send(200, "application/json", document);
  }

  /** As written, without what depends on the server. */
  public static Map<String, @Nullable Object> text() {
    try (InputStream in = OpenApi.class.getResourceAsStream("/openapi.json")) {
      if (in == null) {
        throw new IllegalStateException("openapi.json is missing from the server's jar");
      }
      return Json.object(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked") // The document's objects are maps with string keys.
  private static void put(Map<String, @Nullable Object> whole, List<String> path, Object value) {
    Map<String, @Nullable Object> at = whole;
    for (String name : path.subList(0, path.size() - 1)) {
      if (!(at.get(name) instanceof Map<?, ?> next)) {
        throw new IllegalStateException("openapi.json has no object " + path);
      }
      at = (Map<String, @Nullable Object>) next;
    }
    at.put(path.getLast(), value);
  }
}
