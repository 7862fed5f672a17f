package dev.axontask.bridge.message;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads the {@code x-mcp-header} annotations of one tool's {@code inputSchema} and holds them
 * against their rules (2026-07-28, basic/transports/streamable-http, "Schema Extension"). For one
 * thread.
 */
final class SchemaHeaders {
  private static final Set<String> PRIMITIVE = Set.of("string", "integer", "boolean");

  /** Keywords that hold schemas by names of the author's choice. */
  private static final Set<String> NAMED =
      Set.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");

  /** Keywords that hold values, in which an annotation would be none. */
  private static final Set<String> VALUES = Set.of("const", "default", "enum", "examples");

  private final JsonParser parser;
  private final List<ParamHeader> headers = new ArrayList<>();
  private final Set<String> taken = new HashSet<>();
  private @Nullable String flaw;

  SchemaHeaders(JsonParser parser) {
    this.parser = parser;
  }

  /** Reads the schema that the parser stands on. */
  void read() {
    schema(List.of(), true);
  }

  /** The annotations; all of them only where there is no flaw. */
  List<ParamHeader> headers() {
    return List.copyOf(headers);
  }

  /** The first rule that is broken, in words; null for none. */
  @Nullable String flaw() {
    return flaw;
  }

  private void schema(List<String> path, boolean reachable) {
    Seen seen = new Seen();
    Members.each(
        parser,
        key -> {
          if (key.equals("x-mcp-header")) {
            seen.annotated = true;
            seen.name = text();
          } else if (key.equals("type")) {
            seen.primitive = primitive();
          } else if (NAMED.contains(key)) {
            named(path, reachable && key.equals("properties"));
          } else if (VALUES.contains(key)) {
            parser.skipChildren();
          } else {
            elsewhere(path);
          }
        });
    if (seen.annotated) {
      annotation(seen.name, path, reachable, seen.primitive);
    }
  }

  private void named(List<String> path, boolean reachable) {
    Members.each(
        parser,
        property -> {
          List<String> deeper = new ArrayList<>(path);
          deeper.add(property);
          schema(deeper, reachable);
        });
  }

  /** A keyword's schema or list of schemas, where an annotation cannot be followed. */
  private void elsewhere(List<String> path) {
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        elsewhere(path);
      }
    } else {
      schema(path, false);
    }
  }

  private void annotation(
      @Nullable String name, List<String> path, boolean reachable, boolean primitive) {
    if (name == null || !token(name)) {
      broken("an x-mcp-header that is no header name");
    } else if (!reachable) {
      broken("x-mcp-header " + name + " on something other than a property");
    } else if (!primitive) {
      broken("x-mcp-header " + name + " on something other than a string, integer or boolean");
    } else if (!taken.add(name.toLowerCase(Locale.ROOT))) {
      broken("x-mcp-header " + name + " twice");
    } else {
      headers.add(new ParamHeader(name, List.copyOf(path)));
    }
  }

  private void broken(String why) {
    flaw = flaw == null ? why : flaw;
  }

  /** RFC 9110, section 5.6.2. */
  private static boolean token(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "!#$%&'*+-.^_`|~".indexOf(c) >= 0);
  }

  private @Nullable String text() {
    if (parser.currentToken() == JsonToken.VALUE_STRING) {
      return parser.getString();
    }
    parser.skipChildren();
    return null;
  }

  /** Whether {@code type} names one of the primitive types, perhaps beside null. */
  private boolean primitive() {
    if (parser.currentToken() != JsonToken.START_ARRAY) {
      return PRIMITIVE.contains(String.valueOf(text()));
    }
    boolean some = false;
    boolean only = true;
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      String type = String.valueOf(text());
      some |= PRIMITIVE.contains(type);
      only &= PRIMITIVE.contains(type) || type.equals("null");
    }
    return some && only;
  }

  /** Of one schema. */
  private static final class Seen {
    private boolean annotated;
    private @Nullable String name;
    private boolean primitive;
  }
}
