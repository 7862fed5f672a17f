package dev.axontask.bridge.message;

import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Walks of a streaming parser through JSON objects. */
final class Members {
  private Members() {}

  /** One member; the parser stands on its value, and has to be at the value's end afterwards. */
  interface Visitor {
    void visit(String key);
  }

  /** Visits each member of the value that the parser stands on; skips what is no object. */
  static void each(JsonParser parser, Visitor visitor) {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      parser.skipChildren();
      return;
    }
    while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
      String key = parser.currentName();
      parser.nextToken();
      visitor.visit(key);
    }
  }

  /** Moves to the value of a member of the current object; false when it has no such container. */
  static boolean enter(JsonParser parser, String member) {
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
}
