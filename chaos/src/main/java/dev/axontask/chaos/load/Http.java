package dev.axontask.chaos.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.chaos.record.Journal;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Plain HTTP with a limit on every wait. One connection a request, and nothing is ever sent twice
 * behind our back.
 *
 * @param key of the servers
 */
record Http(String key) {
  private static final int CONNECT_MS = 2_000;
  private static final int READ_MS = 12_000;

  static {
    System.setProperty("http.keepAlive", "false");
    System.setProperty("sun.net.http.retryPost", "false");
  }

  /** An answer. */
  record Answer(int status, String body) {
    JsonNode json() {
      return Journal.JSON.readTree(body);
    }
  }

  Answer get(URI uri) throws IOException {
    return answer(open(uri));
  }

  Answer post(URI uri, String json, Map<String, String> headers) throws IOException {
    HttpURLConnection connection = open(uri);
    connection.setRequestMethod("POST");
    connection.setDoOutput(true);
    connection.setRequestProperty("Content-Type", "application/json");
    headers.forEach(connection::setRequestProperty);
    byte[] body = json.getBytes(UTF_8);
    connection.setFixedLengthStreamingMode(body.length);
    try (var out = connection.getOutputStream()) {
      out.write(body);
    }
    return answer(connection);
  }

  /** A request that is not sent yet. */
  HttpURLConnection open(URI uri) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setConnectTimeout(CONNECT_MS);
    connection.setReadTimeout(READ_MS);
    connection.setRequestProperty("Authorization", "Bearer " + key);
    return connection;
  }

  private static Answer answer(HttpURLConnection connection) throws IOException {
    try {
      int status = connection.getResponseCode();
      try (InputStream in =
          status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
        return new Answer(status, in == null ? "" : new String(in.readAllBytes(), UTF_8));
      }
    } finally {
      connection.disconnect();
    }
  }
}
