package dev.axontask.server.journey.kill;

import dev.axontask.server.journey.Mcp;
import dev.axontask.server.journey.Rest;
import dev.axontask.server.journey.audit.Ledger;
import dev.axontask.server.journey.audit.Transcript;
import java.io.IOException;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Reads by {@code stream_task}, call by call. */
final class ToolReader implements Reader {
  private final Mcp mcp;
  private final Ledger ledger;

  ToolReader(Rest rest, Ledger ledger) {
    this.mcp = new Mcp(rest);
    this.ledger = ledger;
  }

  @Override
  public void toTheEnd(Transcript transcript)
      throws IOException, InterruptedException, Refusals.UnavailableException {
    boolean done = false;
    while (!done) {
      Mcp.ToolResult result =
          mcp.call(
              "stream_task",
              Map.of("task_id", transcript.task(), "since_seq", transcript.last(), "wait_s", 2));
      if (result.isError()) {
        throw refusal(result);
      }
      JsonNode answer = result.structured();
      answer.required("events").forEach(transcript::saw);
      ledger.succeeded();
      done = answer.required("done").asBoolean();
    }
  }

  private static Refusals.UnavailableException refusal(Mcp.ToolResult result) {
    if (result.text().contains("service_unavailable")) {
      return new Refusals.UnavailableException(result.text());
    }
    throw new Refusals.WrongException("stream_task: " + result.text());
  }
}
