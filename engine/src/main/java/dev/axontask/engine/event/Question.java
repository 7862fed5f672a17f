package dev.axontask.engine.event;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The payloads of {@code input_required} ({@code key, request}) and {@code input} ({@code key,
 * answer, open}).
 */
public final class Question {
  private static final JsonMapper JSON = new JsonMapper();

  private Question() {}

  /** The payload of a question. */
  public static byte[] asked(String key, String method, Map<String, @Nullable Object> params) {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("method", method);
    request.put("params", params);
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("key", key);
    members.put("request", request);
    return JSON.writeValueAsBytes(members);
  }

  /**
   * The payload of an answer.
   *
   * @param open how many questions of the task are still open after this
   */
  public static byte[] answered(String key, Map<String, ?> answer, int open) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("key", key);
    members.put("answer", answer);
    members.put("open", open);
    return JSON.writeValueAsBytes(members);
  }

  /** The key in either payload. */
  static String key(byte[] payload) {
    return JSON.readTree(payload).path("key").asString("");
  }

  /**
   * How many questions are open after an {@code input} event; empty if it is no answer, or erased.
   */
  public static OptionalInt openAfter(Event input) {
    byte[] payload = input.payload();
    JsonNode open = payload == null ? null : JSON.readTree(payload).get("open");
    return open == null ? OptionalInt.empty() : OptionalInt.of(open.asInt(0));
  }

  /** The {@code request} or the {@code answer} of a payload, as a JSON object of JDK types. */
  @SuppressWarnings("unchecked") // Objects are read as maps with string keys.
  public static Map<String, @Nullable Object> member(byte[] payload, String name) {
    JsonNode member = JSON.readTree(payload).path(name);
    return member.isObject() ? JSON.convertValue(member, Map.class) : Map.of();
  }
}
