package dev.axontask.chaos.check;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.chaos.record.Journal;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Digests by which a payload in the database and the same payload in an answer can be compared: of
 * output its bytes, of everything else the JSON value whatever its spelling.
 */
final class Payloads {
  private Payloads() {}

  static String digest(EventRow event) {
    return event.output()
        ? digest(event.payload())
        : digest(Journal.JSON.readTree(event.payload()));
  }

  /** Of an event in an answer: {@code {seq, ts, kind, payload}}. */
  static String digest(String kind, JsonNode payload) {
    if (!kind.equals("stdout") && !kind.equals("stderr")) {
      return digest(payload);
    }
    return payload.has("text")
        ? digest(payload.required("text").asString().getBytes(UTF_8))
        : digest(Base64.getDecoder().decode(payload.required("base64").asString()));
  }

  private static String digest(JsonNode value) {
    StringBuilder text = new StringBuilder();
    write(value, text);
    return digest(text.toString().getBytes(UTF_8));
  }

  private static void write(JsonNode value, StringBuilder text) {
    if (value.isObject()) {
      Map<String, JsonNode> members = new TreeMap<>();
      value.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
      members.forEach((name, member) -> {
        text.append('{').append(name).append(':');
        write(member, text);
        text.append('}');
      });
    } else if (value.isArray()) {
      value.forEach(element -> {
        text.append('[');
        write(element, text);
        text.append(']');
      });
    } else {
      text.append(value);
    }
  }

  private static String digest(byte[] bytes) {
    return HexFormat.of().formatHex(ChainFormat.sha256(bytes));
  }
}
