package dev.axontask.server.tools;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON Schemas (2020-12) of single values. */
final class Types {
  private Types() {}

  static Map<String, @Nullable Object> text() {
    return schema("type", "string");
  }

  static Map<String, @Nullable Object> text(int least, int most) {
    return with(with(text(), "minLength", least), "maxLength", most);
  }

  /** Text that this regular expression describes, beginning and end included. */
  static Map<String, @Nullable Object> matching(String pattern) {
    return with(text(), "pattern", pattern);
  }

  static Map<String, @Nullable Object> time() {
    return with(text(), "format", "date-time");
  }

  static Map<String, @Nullable Object> whole() {
    return schema("type", "integer");
  }

  static Map<String, @Nullable Object> whole(long least) {
    return with(whole(), "minimum", least);
  }

  static Map<String, @Nullable Object> whole(long least, long most) {
    return with(whole(least), "maximum", most);
  }

  static Map<String, @Nullable Object> flag() {
    return schema("type", "boolean");
  }

  static Map<String, @Nullable Object> object() {
    return schema("type", "object");
  }

  static Map<String, @Nullable Object> objectOrNull() {
    return schema("type", List.of("object", "null"));
  }

  static Map<String, @Nullable Object> oneOf(List<String> words) {
    return with(text(), "enum", words);
  }

  static Map<String, @Nullable Object> list(Map<String, @Nullable Object> items) {
    return with(schema("type", "array"), "items", items);
  }

  static Map<String, @Nullable Object> list(Map<String, @Nullable Object> items, int most) {
    return with(list(items), "maxItems", most);
  }

  static Map<String, @Nullable Object> about(
      Map<String, @Nullable Object> schema, String description) {
    return with(schema, "description", description);
  }

  static Map<String, @Nullable Object> usually(Map<String, @Nullable Object> schema, Object value) {
    return with(schema, "default", value);
  }

  private static Map<String, @Nullable Object> schema(String keyword, Object value) {
    Map<String, @Nullable Object> schema = new LinkedHashMap<>();
    schema.put(keyword, value);
    return schema;
  }

  private static Map<String, @Nullable Object> with(
      Map<String, @Nullable Object> schema, String keyword, Object value) {
    Map<String, @Nullable Object> more = new LinkedHashMap<>(schema);
    more.put(keyword, value);
    return more;
  }
}
