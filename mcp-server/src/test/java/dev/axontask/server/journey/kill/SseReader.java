package dev.axontask.server.journey.kill;

import dev.axontask.server.journey.Rest;
import dev.axontask.server.journey.audit.Ledger;
import dev.axontask.server.journey.audit.Transcript;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.util.Iterator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Reads by Server-Sent Events, the standard way: each reconnect says the last id. */
record SseReader(Rest rest, Ledger ledger) implements Reader {

  @Override
  public void toTheEnd(Transcript transcript)
      throws IOException, InterruptedException, Refusals.UnavailableException {
    String path = "/api/tasks/" + transcript.task() + "/stream";
    HttpResponse<Stream<String>> answer =
        rest.lines(
            rest.request(path)
                .header("Accept", "text/event-stream")
                .header("Last-Event-ID", String.valueOf(transcript.last()))
                .GET());
    try (Stream<String> lines = answer.body()) {
      if (answer.statusCode() == 204) {
        ledger.succeeded();
        return;
      }
      if (answer.statusCode() != 200) {
        Refusals.check(answer.statusCode(), lines.collect(Collectors.joining("\n")));
      }
      follow(lines.iterator(), transcript);
    } catch (UncheckedIOException e) {
      throw new IOException("the stream was cut", e);
    }
  }

  private void follow(Iterator<String> lines, Transcript transcript) throws EOFException {
    String event = "";
    StringBuilder data = new StringBuilder();
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.startsWith("event:")) {
        event = line.substring(6).strip();
      } else if (line.startsWith("data:")) {
        data.append(line.substring(5).strip());
      } else if (line.isEmpty() && !data.isEmpty()) {
        if (event.equals("end")) {
          ledger.succeeded();
          return;
        }
        JsonNode json = Rest.JSON.readTree(data.toString());
        if (event.equals("paused")) {
          ledger.paused(transcript, json.required("next_seq").asLong());
        } else {
          transcript.saw(json);
        }
        data.setLength(0);
        event = "";
      }
    }
    throw new EOFException("the stream stopped without an end");
  }
}
