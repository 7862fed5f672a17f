package dev.axontask.server.catalog;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A piece of what a tool or a prompt shows (specification 2026-07-28, server/tools). */
public sealed interface Content {

  /** A {@code ContentBlock}, the same in all revisions that are served. */
  Map<String, @Nullable Object> json();

  /** Text for the model. */
  record Text(String text) implements Content {
    @Override
    public Map<String, @Nullable Object> json() {
      return block("text", "text", text);
    }
  }

  /** A picture. */
  record Image(byte[] bytes, String mimeType) implements Content {
    @Override
    public Map<String, @Nullable Object> json() {
      return media("image", bytes, mimeType);
    }
  }

  /** A sound. */
  record Audio(byte[] bytes, String mimeType) implements Content {
    @Override
    public Map<String, @Nullable Object> json() {
      return media("audio", bytes, mimeType);
    }
  }

  /** A resource, whole. */
  record Embedded(ResourceContent resource) implements Content {
    @Override
    public Map<String, @Nullable Object> json() {
      return block("resource", "resource", resource.json());
    }
  }

  /** Where a resource is, for the client to read if it wants. */
  record Link(ResourceInfo resource) implements Content {
    @Override
    public Map<String, @Nullable Object> json() {
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("type", "resource_link");
      json.putAll(resource.json());
      return json;
    }
  }

  private static Map<String, @Nullable Object> media(String type, byte[] bytes, String mimeType) {
    Map<String, @Nullable Object> json =
        block(type, "data", Base64.getEncoder().encodeToString(bytes));
    json.put("mimeType", mimeType);
    return json;
  }

  private static Map<String, @Nullable Object> block(String type, String name, Object value) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("type", type);
    json.put(name, value);
    return json;
  }
}
