package dev.axontask.engine.input;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The payloads of {@code input}, {@code {"text": ...}} or {@code {"base64": ...}} and {@code "eof":
 * true}, and of {@code signal}, {@code {"name": "INT"}}.
 */
public final class SentPayload {
  private static final JsonMapper JSON = new JsonMapper();

  private SentPayload() {}

  static byte[] of(Sending.What what) {
    Map<String, Object> members = new LinkedHashMap<>();
    switch (what) {
      case Sending.What.Signal(var name) -> members.put("name", name.name());
      case Sending.What.Bytes(byte[] bytes, boolean last) -> {
        if (bytes.length > 0) {
          put(members, bytes);
        }
        if (last) {
          members.put("eof", true);
        }
      }
    }
    return JSON.writeValueAsBytes(members);
  }

  private static void put(Map<String, Object> members, byte[] bytes) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      members.put("text", text);
    } catch (CharacterCodingException binary) {
      members.put("base64", Base64.getEncoder().encodeToString(bytes));
    }
  }

  /** The bytes in a payload of {@code input}, exactly as they were sent. */
  public static byte[] bytes(byte[] payload) {
    JsonNode json = JSON.readTree(payload);
    return json.has("base64")
        ? Base64.getDecoder().decode(json.get("base64").asString())
        : json.path("text").asString("").getBytes(StandardCharsets.UTF_8);
  }

  /** The signal's name in a payload of {@code signal}. */
  public static String name(byte[] payload) {
    return JSON.readTree(payload).path("name").asString("");
  }
}
