package dev.axontask.server.journey.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.HexFormat;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** One event of an export, as its line says. */
public record ExportedEvent(
    long seq,
    int attempt,
    long tsMicros,
    String kind,
    byte[] payload,
    byte[] salt,
    byte[] hashPrev,
    byte[] hash) {
  private static final HexFormat HEX = HexFormat.of();
  private static final Set<String> TERMINAL =
      Set.of("succeeded", "failed", "canceled", "timed_out", "lost", "dead_letter");

  static ExportedEvent of(JsonNode line) {
    return new ExportedEvent(
        line.required("seq").asLong(),
        line.required("attempt").asInt(),
        line.required("ts_us").asLong(),
        line.required("kind").asString(),
        payloadOf(line),
        HEX.parseHex(line.required("salt").asString()),
        HEX.parseHex(line.required("hash_prev").asString()),
        HEX.parseHex(line.required("hash").asString()));
  }

  private static byte[] payloadOf(JsonNode line) {
    return line.has("text")
        ? line.required("text").asString().getBytes(UTF_8)
        : Base64.getDecoder().decode(line.required("base64").asString());
  }

  public boolean terminal() {
    return TERMINAL.contains(kind);
  }

  public boolean output() {
    return kind.equals("stdout") || kind.equals("stderr");
  }

  /** The payload, where it is text. */
  public String text() {
    return new String(payload, UTF_8);
  }
}
