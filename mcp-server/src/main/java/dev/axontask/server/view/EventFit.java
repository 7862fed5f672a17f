package dev.axontask.server.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventJson;
import dev.axontask.engine.event.EventKind;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * An event's JSON form, made to fit. Output that is too long is cut at its end, an object that is
 * too large is left out, and {@code cut_bytes} says how many bytes of the payload are not there.
 *
 * @param size what it takes, by the measure that was given
 * @param cut whether something was left out
 */
public record EventFit(Map<String, @Nullable Object> json, int size, boolean cut) {

  /** All of the event. */
  public static EventFit whole(Event event, ToIntFunction<Map<String, @Nullable Object>> measure) {
    Map<String, @Nullable Object> json = EventJson.map(event);
    return new EventFit(json, measure.applyAsInt(json), false);
  }

  /**
   * As much of the event as there is room for.
   *
   * @param measure grows with the payload
   */
  public static EventFit within(
      int room, Event event, ToIntFunction<Map<String, @Nullable Object>> measure) {
    EventFit whole = whole(event, measure);
    if (whole.size() <= room) {
      return whole;
    }
    return switch (whole.json().get("payload")) {
      case Map<?, ?> output when output.get("text") instanceof String text && isOutput(event) ->
          longest(text.length(), room, measure, kept -> withText(event, upTo(text, kept)));
      case Map<?, ?> output when output.get("base64") != null && isOutput(event) ->
          longest(event.payloadLength(), room, measure, kept -> withBytes(event, kept));
      case null, default -> fitted(withPayload(event, null, event.payloadLength()), measure);
    };
  }

  private static boolean isOutput(Event event) {
    return EventKind.ofWord(event.kind()).map(EventKind::output).orElse(false);
  }

  /** By halves: the measure grows with what is kept. */
  private static EventFit longest(
      int most,
      int room,
      ToIntFunction<Map<String, @Nullable Object>> measure,
      IntFunction<Map<String, @Nullable Object>> cutTo) {
    int fits = 0;
    int tooLong = most;
    while (tooLong - fits > 1) {
      int middle = fits + (tooLong - fits) / 2;
      if (measure.applyAsInt(cutTo.apply(middle)) <= room) {
        fits = middle;
      } else {
        tooLong = middle;
      }
    }
    return fitted(cutTo.apply(fits), measure);
  }

  private static EventFit fitted(
      Map<String, @Nullable Object> json, ToIntFunction<Map<String, @Nullable Object>> measure) {
    return new EventFit(json, measure.applyAsInt(json), true);
  }

  private static String upTo(String text, int length) {
    boolean splits = length > 0 && Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, splits ? length - 1 : length);
  }

  private static Map<String, @Nullable Object> withText(Event event, String text) {
    return withPayload(
        event, Map.of("text", text), event.payloadLength() - text.getBytes(UTF_8).length);
  }

  private static Map<String, @Nullable Object> withBytes(Event event, int kept) {
    byte[] bytes = Arrays.copyOf(payload(event), kept);
    return withPayload(
        event,
        Map.of("base64", Base64.getEncoder().encodeToString(bytes)),
        event.payloadLength() - kept);
  }

  private static byte[] payload(Event event) {
    byte[] payload = event.payload();
    return payload == null ? new byte[0] : payload;
  }

  private static Map<String, @Nullable Object> withPayload(
      Event event, @Nullable Map<String, ?> payload, int cutBytes) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("seq", event.seq());
    json.put("ts", EventJson.time(event.tsMicros()));
    json.put("kind", event.kind());
    json.put("payload", payload);
    json.put("cut_bytes", cutBytes);
    return json;
  }
}
