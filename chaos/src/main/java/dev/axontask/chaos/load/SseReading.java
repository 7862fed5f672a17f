package dev.axontask.chaos.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.chaos.record.Journal;
import java.io.BufferedReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import tools.jackson.databind.JsonNode;

/** Reads one stream of server-sent events until it says its end. */
record SseReading(Http http) {

  /**
   * Reads on from where the transcript is.
   *
   * @return whether the task's end was reached; false if the server asked to come back
   * @throws IOException if the stream broke
   */
  boolean read(URI uri, Transcript transcript) throws IOException, RefusedException {
    HttpURLConnection connection = http.open(uri);
    connection.setRequestProperty("Accept", "text/event-stream");
    try {
      int status = connection.getResponseCode();
      if (status != 200) {
        throw new RefusedException(status, "");
      }
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8))) {
        return follow(lines, transcript);
      }
    } finally {
      connection.disconnect();
    }
  }

  private static boolean follow(BufferedReader lines, Transcript transcript) throws IOException {
    String event = "";
    StringBuilder data = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("event:")) {
        event = line.substring(6).strip();
      } else if (line.startsWith("data:")) {
        data.append(line.substring(5).strip());
      } else if (line.isEmpty() && !data.isEmpty()) {
        JsonNode json = Journal.JSON.readTree(data.toString());
        switch (event) {
          case "end" -> {
            transcript.end(
                json.required("state").asString(),
                json.required("last_seq").asLong(),
                json.required("head_hash").asString());
            return true;
          }
          case "paused" -> {
            transcript.cursor(json.required("next_seq").asLong());
            return false;
          }
          default -> transcript.saw(json);
        }
        data.setLength(0);
        event = "";
      }
    }
    throw new EOFException("the stream stopped without an end");
  }
}
