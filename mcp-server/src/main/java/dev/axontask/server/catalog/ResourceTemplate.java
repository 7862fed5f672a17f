package dev.axontask.server.catalog;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A family of resources.
 *
 * @param uriTemplate RFC 6570, level 1: {@code axontask://tasks/{id}}
 */
public record ResourceTemplate(
    String uriTemplate,
    String name,
    @Nullable String title,
    @Nullable String description,
    @Nullable String mimeType) {

  /** A {@code ResourceTemplate} of the specification. */
  public Map<String, @Nullable Object> json() {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("uriTemplate", uriTemplate);
    json.put("name", name);
    ResourceInfo.putGiven(json, title, description, mimeType);
    return json;
  }
}
