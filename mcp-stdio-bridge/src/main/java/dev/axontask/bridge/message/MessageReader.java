package dev.axontask.bridge.message;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Reads messages by one streaming pass over their text. Thread-safe. */
public final class MessageReader {
  private final JsonFactory json = new JsonFactory();

  /**
   * The messages of one line, one HTTP body or one event: one, or those of a JSON-RPC batch
   * (revision 2025-03-26), each with its own text.
   *
   * @throws MalformedMessage when the text, or one element of the batch, is not a message
   */
  public List<Message> read(byte[] text) throws MalformedMessage {
    try (JsonParser parser = json.createParser(ObjectReadContext.empty(), text)) {
      boolean batch = parser.nextToken() == JsonToken.START_ARRAY;
      List<Message> messages =
          batch ? batch(parser, text) : List.of(new Glance(parser).message(text));
      if (parser.nextToken() != null) {
        throw new MalformedMessage(
            MalformedMessage.PARSE_ERROR, "more than one JSON value on a line", null);
      }
      if (messages.isEmpty()) {
        throw new MalformedMessage(MalformedMessage.INVALID, "an empty batch", null);
      }
      return messages;
    } catch (JacksonException e) {
      throw notJson(e);
    }
  }

  private List<Message> batch(JsonParser parser, byte[] text) throws MalformedMessage {
    List<Message> messages = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
      if (!parser.currentToken().isStructStart()) {
        throw new MalformedMessage(
            MalformedMessage.INVALID, "a batch holds messages, which are JSON objects", null);
      }
      parser.skipChildren();
      int end = Math.toIntExact(parser.currentLocation().getByteOffset());
      messages.add(single(Arrays.copyOfRange(text, start, end)));
    }
    return List.copyOf(messages);
  }

  private Message single(byte[] text) throws MalformedMessage {
    try (JsonParser parser = json.createParser(ObjectReadContext.empty(), text)) {
      parser.nextToken();
      return new Glance(parser).message(text);
    }
  }

  /**
   * The id of a request whose text is too large to keep; null when it is no request or no JSON.
   * Reads as far as it needs to.
   */
  public @Nullable RequestId idOf(InputStream text) {
    try (JsonParser parser = json.createParser(ObjectReadContext.empty(), text)) {
      parser.nextToken();
      return new Glance(parser).message(new byte[0]) instanceof Message.Request request
          ? request.id()
          : null;
    } catch (JacksonException | MalformedMessage e) {
      return null;
    }
  }

  /** What a {@code tools/list} answer says of its tools. */
  public ToolList tools(byte[] text) {
    return walk(text, ToolList::read);
  }

  /** The arguments of a {@code tools/call} that are mirrored into headers, by header. */
  public Map<String, String> arguments(byte[] text, List<ParamHeader> headers) {
    return walk(text, parser -> ParamValues.read(parser, headers));
  }

  /** The text of {@code params._meta}; an empty object where there is none. */
  public String meta(byte[] text) {
    return walk(
        text,
        parser -> {
          parser.nextToken();
          if (!Members.enter(parser, "params") || !Members.enter(parser, "_meta")) {
            return "{}";
          }
          int begin = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
          parser.skipChildren();
          int end = Math.toIntExact(parser.currentLocation().getByteOffset());
          return new String(text, begin, end - begin, StandardCharsets.UTF_8);
        });
  }

  /** What a {@code notifications/subscriptions/acknowledged} says. */
  public Acknowledgement acknowledgement(byte[] text) {
    return walk(text, Acknowledgement::read);
  }

  /** For a text that was read as a message before, and is JSON. */
  private <T> T walk(byte[] text, Function<JsonParser, T> reading) {
    try (JsonParser parser = json.createParser(ObjectReadContext.empty(), text)) {
      return reading.apply(parser);
    }
  }

  private static MalformedMessage notJson(JacksonException e) {
    return new MalformedMessage(
        MalformedMessage.PARSE_ERROR, "not JSON: " + e.getOriginalMessage(), e);
  }
}
