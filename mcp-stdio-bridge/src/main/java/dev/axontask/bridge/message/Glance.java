package dev.axontask.bridge.message;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** One pass over one message; the parser stands on the message's first token. */
final class Glance {
  private static final String VERSION_KEY = "io.modelcontextprotocol/protocolVersion";

  private final JsonParser parser;

  private boolean idSeen;
  private @Nullable RequestId id;
  private @Nullable String method;
  private boolean result;
  private long errorStart = -1;
  private long errorEnd;
  private @Nullable String name;
  private @Nullable String uri;
  private @Nullable String taskId;
  private @Nullable String protocolVersion;
  private @Nullable String metaVersion;
  private @Nullable RequestId cancels;
  private boolean idempotencyKey;

  Glance(JsonParser parser) {
    this.parser = parser;
  }

  Message message(byte[] text) throws MalformedMessage {
    if (parser.currentToken() != JsonToken.START_OBJECT) {
      throw new MalformedMessage(
          MalformedMessage.INVALID, "a message is a JSON object (or a batch of them)", null);
    }
    Members.each(parser, this::member);
    Details details =
        new Details(name, uri, taskId, protocolVersion, metaVersion, cancels, idempotencyKey);
    if (method == null) {
      return response(text, details);
    }
    if (!idSeen) {
      return new Message.Notification(text, method, details);
    }
    if (id == null) {
      throw new MalformedMessage(
          MalformedMessage.INVALID, "a request's id is a string or a number", null);
    }
    return new Message.Request(text, id, method, details);
  }

  private Message response(byte[] text, Details details) throws MalformedMessage {
    if (!result && errorStart < 0) {
      throw new MalformedMessage(
          MalformedMessage.INVALID, "a message has a method, a result or an error", null);
    }
    String error =
        errorStart < 0 || errorEnd > text.length
            ? null
            : new String(
                text, (int) errorStart, (int) (errorEnd - errorStart), StandardCharsets.UTF_8);
    return new Message.Response(text, id, error, details);
  }

  private void member(String key) {
    switch (key) {
      case "id" -> {
        idSeen = true;
        id = requestId();
      }
      case "method" -> method = string();
      case "params" -> Members.each(parser, this::param);
      case "result" -> {
        result = true;
        Members.each(parser, this::resultMember);
      }
      case "error" -> {
        errorStart = parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        // A scalar is read lazily: asking for its text moves the position to its end.
        parser.getString();
        errorEnd = parser.currentLocation().getByteOffset();
      }
      default -> parser.skipChildren();
    }
  }

  private void param(String key) {
    switch (key) {
      case "name" -> name = string();
      case "uri" -> uri = string();
      case "taskId" -> taskId = string();
      case "protocolVersion" -> protocolVersion = string();
      case "requestId" -> cancels = requestId();
      case "arguments" -> Members.each(parser, this::argument);
      case "_meta" -> Members.each(parser, this::meta);
      default -> parser.skipChildren();
    }
  }

  private void argument(String key) {
    if (key.equals("idempotency_key")) {
      String value = string();
      idempotencyKey = value != null && !value.isEmpty();
    } else {
      parser.skipChildren();
    }
  }

  private void meta(String key) {
    if (key.equals(VERSION_KEY)) {
      metaVersion = string();
    } else {
      parser.skipChildren();
    }
  }

  private void resultMember(String key) {
    if (key.equals("protocolVersion")) {
      protocolVersion = string();
    } else {
      parser.skipChildren();
    }
  }

  private @Nullable String string() {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getString();
    }
    parser.skipChildren();
    return null;
  }

  private @Nullable RequestId requestId() {
    return switch (parser.currentToken()) {
      case VALUE_STRING -> new RequestId(true, parser.getString());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new RequestId(false, parser.getString());
      default -> {
        parser.skipChildren();
        yield null;
      }
    };
  }
}
