package dev.axontask.server.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reading and writing JSON as JDK types, with limits on depth and sizes. Written text shows
 * invisible characters as escapes ({@link VisibleEscapes}). Thread-safe.
 */
public final class Json {
  /** Nesting beyond this is an attack or a mistake; no message of ours nests deeper than 20. */
  private static final int MAX_DEPTH = 100;

  public static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNumberLength(100)
                          .maxStringLength(64 << 20)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .characterEscapes(new VisibleEscapes())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  public static byte[] bytes(Object value) {
    return MAPPER.writeValueAsBytes(value);
  }

  public static String text(Object value) {
    // Jackson asks a writer of text about each half of a character, and a writer of bytes about
    // whole
    // ones, which is what the escapes are made for.
    return new String(bytes(value), StandardCharsets.UTF_8);
  }

  /**
   * Any JSON value.
   *
   * @throws JacksonException if it is not one JSON text
   */
  public static JsonNode tree(byte[] json) {
    return MAPPER.readTree(json);
  }

  /**
   * One JSON object.
   *
   * @throws JacksonException if it is not one JSON object
   */
  public static Map<String, @Nullable Object> object(byte[] json) {
    return object(MAPPER.readTree(json));
  }

  /**
   * One JSON object.
   *
   * @throws JacksonException if it is not one JSON object
   */
  public static Map<String, @Nullable Object> object(String json) {
    return object(MAPPER.readTree(json));
  }

  /**
   * The object as JDK types.
   *
   * @throws JacksonException if it is not an object
   */
  @SuppressWarnings("unchecked") // Jackson maps object nodes to maps with string keys.
  public static Map<String, @Nullable Object> object(JsonNode node) {
    if (!node.isObject()) {
      throw new NotAnObject();
    }
    return MAPPER.convertValue(node, LinkedHashMap.class);
  }

  private static final class NotAnObject extends JacksonException {
    NotAnObject() {
      super("a JSON object is expected");
    }
  }
}
