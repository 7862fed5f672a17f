package dev.axontask.server.journey;

import tools.jackson.databind.JsonNode;

/** Answers of {@code stream_task}. */
final class Batches {
  private Batches() {}

  /** What the command wrote to its standard output. */
  static String stdout(JsonNode batch) {
    StringBuilder text = new StringBuilder();
    for (JsonNode event : batch.path("events")) {
      if (event.required("kind").asString().equals("stdout")) {
        text.append(event.required("payload").required("text").asString());
      }
    }
    return text.toString();
  }
}
