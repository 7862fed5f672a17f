package dev.axontask.bridge.message;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Whether a tool may be called again when it is unknown if the first call arrived: by its
 * annotations {@code readOnlyHint} and {@code idempotentHint}, which are false unless said
 * otherwise.
 */
public record ToolHint(String name, boolean repeatable) {

  /** Reads {@code result.tools[]} of a {@code tools/list} answer. */
  static List<ToolHint> read(JsonParser parser) {
    List<ToolHint> hints = new ArrayList<>();
    parser.nextToken();
    if (enter(parser, "result") && enter(parser, "tools")) {
      while (parser.nextToken() == JsonToken.START_OBJECT) {
        ToolHint hint = tool(parser);
        if (hint != null) {
          hints.add(hint);
        }
      }
    }
    return hints;
  }

  /** Moves to the value of a member of the current object. */
  private static boolean enter(JsonParser parser, String member) {
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      boolean found = member.equals(parser.currentName());
      parser.nextToken();
      if (found) {
        return parser.currentToken().isStructStart();
      }
      parser.skipChildren();
    }
    return false;
  }

  private static @Nullable ToolHint tool(JsonParser parser) {
    String name = null;
    boolean repeatable = false;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      JsonToken value = parser.nextToken();
      if (key.equals("name") && value == JsonToken.VALUE_STRING) {
        name = parser.getString();
      } else if (key.equals("annotations") && value == JsonToken.START_OBJECT) {
        repeatable = annotations(parser);
      } else {
        parser.skipChildren();
      }
    }
    return name == null ? null : new ToolHint(name, repeatable);
  }

  private static boolean annotations(JsonParser parser) {
    boolean repeatable = false;
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      boolean set = parser.nextToken() == JsonToken.VALUE_TRUE;
      repeatable |= set && (key.equals("readOnlyHint") || key.equals("idempotentHint"));
      parser.skipChildren();
    }
    return repeatable;
  }
}
