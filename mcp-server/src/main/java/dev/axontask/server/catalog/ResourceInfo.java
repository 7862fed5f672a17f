package dev.axontask.server.catalog;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A resource as it is listed.
 *
 * @param name short, for programs
 * @param title for people
 */
public record ResourceInfo(
    String uri,
    String name,
    @Nullable String title,
    @Nullable String description,
    @Nullable String mimeType) {

  /** A {@code Resource} of the specification. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("uri", uri);
    json.put("name", name);
    putGiven(json, title, description, mimeType);
    return json;
  }

  static void putGiven(
      Map<String, @Nullable Object> json,
      @Nullable String title,
      @Nullable String description,
      @Nullable String mimeType) {
    if (title != null) {
      json.put("title", title);
    }
    if (description != null) {
      json.put("description", description);
    }
    if (mimeType != null) {
      json.put("mimeType", mimeType);
    }
  }
}
