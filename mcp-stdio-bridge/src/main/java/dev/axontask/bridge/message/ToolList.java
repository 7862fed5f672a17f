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
 */
public record ToolList(List<Entry> entries, int begin, int end) {
  private static final ToolList NONE = new ToolList(List.of(), 0, 0);

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
    parser.nextToken();
    if (!Members.enter(parser, "result") || !Members.enter(parser, "tools")) {
      return NONE;
    }
    int begin = offset(parser.currentLocation().getByteOffset());
    List<Entry> entries = new ArrayList<>();
    while (parser.nextToken() == JsonToken.START_OBJECT) {
      int start = offset(parser.currentTokenLocation().getByteOffset());
      ToolFacts facts = tool(parser);
      entries.add(new Entry(facts, start, offset(parser.currentLocation().getByteOffset())));
    }
    return parser.currentToken() == JsonToken.END_ARRAY
        ? new ToolList(entries, begin, offset(parser.currentTokenLocation().getByteOffset()))
        : NONE;
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
}
