package dev.axontask.server.catalog;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a resource holds. */
public sealed interface ResourceContent {

  /** A {@code TextResourceContents} or {@code BlobResourceContents} of the specification. */
  Map<String, @Nullable Object> json();

  /** Text. */
  record Text(String uri, String mimeType, String text) implements ResourceContent {
    @Override
    public Map<String, @Nullable Object> json() {
      return contents(uri, mimeType, "text", text);
    }
  }

  /** Bytes. */
  record Blob(String uri, String mimeType, byte[] bytes) implements ResourceContent {
    @Override
    public Map<String, @Nullable Object> json() {
      return contents(uri, mimeType, "blob", Base64.getEncoder().encodeToString(bytes));
    }
  }

  private static Map<String, @Nullable Object> contents(
      String uri, String mimeType, String name, String value) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("uri", uri);
    json.put("mimeType", mimeType);
    json.put(name, value);
    return json;
  }
}
