package dev.axontask.engine.task;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON objects that were stored as text, as JDK types again; numbers keep all their digits. */
final class StoredJson {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final TypeReference<Map<String, @Nullable Object>> OBJECT =
      new TypeReference<>() {};

  private StoredJson() {}

  static Map<String, @Nullable Object> object(String text) {
    return JSON.readValue(text, OBJECT);
  }
}
