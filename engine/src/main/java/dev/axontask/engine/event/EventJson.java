package dev.axontask.engine.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * How MCP, REST and SSE show an event: {@code {"seq", "ts", "kind", "payload"}}. {@code ts} is RFC
 * 3339 with microseconds. {@code payload} is {@code {"text": ...}} or, where the bytes are not
 * UTF-8, {@code {"base64": ...}} for output, the JSON object itself for other kinds, and null once
 * erased: then {@code "erased": true} stands beside it.
 */
public final class EventJson {
  private static final JsonMapper JSON = new JsonMapper();
  private static final HexFormat HEX = HexFormat.of();
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(6).toFormatter();

  private EventJson() {}

  /** Writes one object, on one line. */
  public static void write(JsonGenerator to, Event event) {
    to.writeStartObject();
    fields(to, event);
    to.writeEndObject();
  }

  /** The same with {@code hash} in hex, as SSE has it. */
  public static void writeWithHash(JsonGenerator to, Event event) {
    to.writeStartObject();
    fields(to, event);
    to.writeStringProperty("hash", HEX.formatHex(event.hash()));
    to.writeEndObject();
  }

  /** The same object, without the hash, as JDK types. */
  public static Map<String, @Nullable Object> map(Event event) {
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    map.put("seq", event.seq());
    map.put("ts", time(event.tsMicros()));
    map.put("kind", event.kind());
    map.put("payload", payload(event));
    if (event.payload() == null) {
      map.put("erased", true);
    }
    return map;
  }

  /** RFC 3339, UTC, six digits of a second: {@code 2026-11-21T00:25:17.000001Z}. */
  public static String time(long micros) {
    return TIME.format(Micros.instant(micros));
  }

  private static void fields(JsonGenerator to, Event event) {
    to.writeNumberProperty("seq", event.seq());
    to.writeStringProperty("ts", time(event.tsMicros()));
    to.writeStringProperty("kind", event.kind());
    to.writeName("payload");
    byte[] bytes = event.payload();
    if (bytes != null && !isOutput(event) && oneLine(bytes)) {
      to.writeRawValue(new String(bytes, UTF_8));
    } else {
      to.writePOJO(payload(event));
    }
    if (bytes == null) {
      to.writeBooleanProperty("erased", true);
    }
  }

  private static @Nullable Object payload(Event event) {
    byte[] bytes = event.payload();
    if (bytes == null) {
      return null;
    }
    return isOutput(event) ? output(bytes) : JSON.readValue(bytes, Object.class);
  }

  private static Map<String, Object> output(byte[] bytes) {
    Optional<String> text = Utf8.decode(bytes);
    return text.isPresent()
        ? Map.of("text", text.get())
        : Map.of("base64", Base64.getEncoder().encodeToString(bytes));
  }

  private static boolean isOutput(Event event) {
    return EventKind.ofWord(event.kind()).map(EventKind::output).orElse(false);
  }

  private static boolean oneLine(byte[] json) {
    for (byte each : json) {
      if (each == '\n' || each == '\r') {
        return false;
      }
    }
    return true;
  }
}
