package dev.axontask.bridge.relay;

import dev.axontask.bridge.message.Details;
import dev.axontask.bridge.message.Message;
import dev.axontask.bridge.message.MessageReader;
import dev.axontask.bridge.message.ToolFacts;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The headers that mirror a message of the stateless era (2026-07-28,
 * basic/transports/streamable-http, "Request Metadata"; Tasks extension, "Routing Headers").
 * Thread-safe.
 */
final class Mirror {
  private final MessageReader reader;
  private final KnownTools tools;

  Mirror(MessageReader reader, KnownTools tools) {
    this.reader = reader;
    this.tools = tools;
  }

  /**
   * Adds the headers of a message, if it belongs to that era, and takes away those of the other.
   */
  void onto(Map<String, String> headers, Message message) {
    switch (message) {
      case Message.Request(byte[] text, _, String method, Details details)
          when details.stateless() -> {
        common(headers, method, details);
        String name = name(method, details);
        if (name != null) {
          headers.put("Mcp-Name", mirrored(name));
        }
        if (method.equals("tools/call") && name != null) {
          arguments(headers, text, tools.find(name));
        }
      }
      case Message.Notification(_, String method, Details details) when details.stateless() ->
          common(headers, method, details);
      case Message.Request _, Message.Notification _, Message.Response _ -> {
        // Of the sessions' era: nothing is mirrored.
      }
    }
  }

  private static void common(Map<String, String> headers, String method, Details details) {
    headers.remove("Mcp-Session-Id");
    headers.remove("MCP-Protocol-Version");
    String version = String.valueOf(details.metaVersion());
    if (plain(version)) {
      headers.put("MCP-Protocol-Version", version);
    }
    headers.put("Mcp-Method", mirrored(method));
  }

  private static @Nullable String name(String method, Details details) {
    return switch (method) {
      case "tools/call", "prompts/get" -> details.name();
      case "resources/read" -> details.uri();
      case "tasks/get", "tasks/update", "tasks/cancel" -> details.taskId();
      default -> null;
    };
  }

  private void arguments(Map<String, String> headers, byte[] text, @Nullable ToolFacts tool) {
    if (tool != null && !tool.headers().isEmpty()) {
      reader
          .arguments(text, tool.headers())
          .forEach((name, value) -> headers.put("Mcp-Param-" + name, mirrored(value)));
    }
  }

  /** A value as it may stand in a header ("Value Encoding"). */
  static String mirrored(String value) {
    if (plain(value) && !(value.startsWith("=?base64?") && value.endsWith("?="))) {
      return value;
    }
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return "=?base64?" + Base64.getEncoder().encodeToString(utf8) + "?=";
  }

  private static boolean plain(String value) {
    return value.chars().allMatch(c -> c >= 0x20 && c < 0x7f) && value.equals(value.strip());
  }
}
