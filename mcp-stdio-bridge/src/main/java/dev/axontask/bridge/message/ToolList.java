package dev.axontask.bridge.message;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * The tools of a {@code tools/list} answer.
 *
 * @param begin the offset behind the opening bracket of {@code result.tools}
 * @param end the offset of its closing bracket
 * @param nextCursor where the list goes on; null at its end
 */
public record ToolList(List<Entry> entries, int begin, int end, @Nullable String nextCursor) {

  /** A tool and where its text stands in the answer. */
  public record Entry(ToolFacts facts, int begin, int end) {}

  /** The tools whose annotations are valid. */
  public List<ToolFacts> sound() {
    return entries.stream().map(Entry::facts).filter(tool -> tool.flaw() == null).toList();
  }

  /** The tools that a client of the stateless era must not see. */
  public List<ToolFacts> flawed() {
    return entries.stream().map(Entry::facts).filter(tool -> tool.flaw() != null).toList();
  }

  /** The answer's text without the flawed tools; the rest of it as it came. */
  public byte[] withoutFlawed(byte[] text) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream(text.length);
    kept.write(text, 0, begin);
    boolean first = true;
    for (Entry entry : entries) {
      if (entry.facts().flaw() == null) {
        if (!first) {
          kept.write(',');
        }
        kept.write(text, entry.begin(), entry.end() - entry.begin());
        first = false;
      }
    }
    kept.write(text, end, text.length - end);
    return kept.toByteArray();
  }

  static ToolList read(JsonParser parser) {
    Reading reading = new Reading();
    parser.nextToken();
    if (Members.enter(parser, "result")) {
      Members.each(
          parser,
          key -> {
            switch (key) {
              case "tools" -> tools(parser, reading);
              case "nextCursor" -> reading.nextCursor = text(parser);
              default -> parser.skipChildren();
            }
          });
    }
    return new ToolList(reading.entries, reading.begin, reading.end, reading.nextCursor);
  }

  private static void tools(JsonParser parser, Reading reading) {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      parser.skipChildren();
      return;
    }
    reading.begin = offset(parser.currentLocation().getByteOffset());
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      int start = offset(parser.currentTokenLocation().getByteOffset());
      ToolFacts facts = tool(parser);
      int end = offset(parser.currentLocation().getByteOffset());
      reading.entries.add(new Entry(facts, start, end));
    }
    reading.end = offset(parser.currentTokenLocation().getByteOffset());
  }

  private static int offset(long bytes) {
    return Math.toIntExact(bytes);
  }

  private static ToolFacts tool(JsonParser parser) {
    Tool tool = new Tool();
    SchemaHeaders schema = new SchemaHeaders(parser);
    Members.each(
        parser,
        key -> {
          switch (key) {
            case "name" -> tool.name = text(parser);
            case "annotations" -> tool.repeatable = annotations(parser);
            case "inputSchema" -> schema.read();
            default -> parser.skipChildren();
          }
        });
    String name = tool.name == null ? "" : tool.name;
    return new ToolFacts(name, tool.repeatable, schema.headers(), schema.flaw());
  }

  private static @Nullable String text(JsonParser parser) {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getString();
    }
    parser.skipChildren();
    return null;
  }

  private static boolean annotations(JsonParser parser) {
    boolean[] repeatable = new boolean[1];
    Members.each(
        parser,
        key -> {
          boolean set = parser.currentToken() == JsonToken.VALUE_TRUE;
          repeatable[0] |= set && (key.equals("readOnlyHint") || key.equals("idempotentHint"));
          parser.skipChildren();
        });
    return repeatable[0];
  }

  private static final class Tool {
    private @Nullable String name;
    private boolean repeatable;
  }

  private static final class Reading {
    private final List<Entry> entries = new ArrayList<>();
    private int begin;
    private int end;
    private @Nullable String nextCursor;
  }
}
