package dev.axontask.adapter.fly;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a machine of the stand-in runs: it is the last word of the command.
 *
 * @param first what it writes
 * @param flood bytes that it writes then, in lines
 * @param signal a file that it waits for then; empty for none
 * @param second what it writes then
 * @param ending {@code exit}, {@code wait} for ever, {@code ignore} stops, or {@code oom}
 */
record Program(byte[] first, long flood, String signal, String second, String ending, int code) {
  private static final JsonMapper JSON = new JsonMapper();

  static Program prints(byte[] bytes, int code) {
    return new Program(bytes, 0, "", "", "exit", code);
  }

  static Program prints(String text, int code) {
    return prints(text.getBytes(StandardCharsets.UTF_8), code);
  }

  static Program printsAnd(String text, String ending) {
    return new Program(text.getBytes(StandardCharsets.UTF_8), 0, "", "", ending, 0);
  }

  static Program floods(long bytes) {
    return new Program(new byte[0], bytes, "", "", "exit", 0);
  }

  static Program around(String first, Path signal, String second) {
    byte[] bytes = first.getBytes(StandardCharsets.UTF_8);
    return new Program(bytes, 0, signal.toString(), second, "exit", 0);
  }

  /** Arguments of a task that runs it in the app {@code demo}. */
  Map<String, @Nullable Object> args() {
    ObjectNode json = JSON.createObjectNode();
    json.put("first", Base64.getEncoder().encodeToString(first)).put("flood", flood);
    json.put("signal", signal).put("second", second).put("ending", ending).put("code", code);
    return Map.of(
        "app",
        "demo",
        "image",
        "registry.fly.io/demo:1",
        "command",
        List.of("play", json.toString()));
  }

  static Program of(JsonNode config) {
    JsonNode cmd = config.path("init").path("cmd");
    JsonNode json = JSON.readTree(cmd.path(cmd.size() - 1).asString("{}"));
    return new Program(
        Base64.getDecoder().decode(json.path("first").asString("")),
        json.path("flood").asLong(0),
        json.path("signal").asString(""),
        json.path("second").asString(""),
        json.path("ending").asString("exit"),
        json.path("code").asInt(0));
  }
}
