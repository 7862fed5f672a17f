package dev.axontask.server.tools;

import dev.axontask.engine.event.Event;
import dev.axontask.server.http.Json;
import dev.axontask.server.view.EventFit;
import dev.axontask.server.view.OutputText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The events of one result in both of its forms, as JSON and as text, within so many characters as
 * they are written in the message. At least one event is in it, however large it is: then first its
 * text is shortened in the middle, and if even its JSON form is too long, that is cut, with {@code
 * cut_bytes}. Both say how to have it whole. For one thread.
 */
final class Excerpt {
  /**
   * Of a result, because hosts take 25,000 tokens and some of them 10,000. Output is in it twice,
   * so that by default some 18,000 bytes of it fit.
   */
  private static final int CHARACTERS = 40_000;

  /** {@link #CHARACTERS} are allowed for so many bytes of output, and more in proportion. */
  private static final int FOR_BYTES = 24_000;

  /** What is around the events: content, cursor, hash, state, JSON-RPC. */
  private static final int FRAME = 800;

  /** For the text of an event whose JSON form takes nearly all. */
  private static final int LEAST_TEXT = 600;

  private final List<Map<String, @Nullable Object>> events = new ArrayList<>();
  private final OutputText text = new OutputText();
  private int left;

  /**
   * An empty one.
   *
   * @param maxBytes of output that the caller wants
   * @param more characters that the result has beside a usual frame
   */
  Excerpt(int maxBytes, int more) {
    left = characters(maxBytes) - FRAME - more;
  }

  /** Of a whole result. */
  static int characters(int maxBytes) {
    long inProportion = (long) maxBytes * CHARACTERS / FOR_BYTES;
    return (int) Math.max(CHARACTERS, inProportion);
  }

  /** Adds an event; false if it does not fit, and then nothing is changed. */
  boolean add(Event event) {
    EventFit fit = EventFit.whole(event, Excerpt::written);
    int size = fit.size() + text.add(fit.json());
    if (size > left) {
      text.undo();
      return events.isEmpty() && addShortened(event, size);
    }
    return keep(fit.json(), size);
  }

  private boolean addShortened(Event event, int wholeSize) {
    EventFit fit = EventFit.within(left - LEAST_TEXT, event, Excerpt::written);
    int textSize = text.add(fit.json());
    int room = left - fit.size();
    if (textSize > room || fit.cut()) {
      text.shortenLast(room, shortened(event, wholeSize));
    }
    return keep(fit.json(), left);
  }

  private boolean keep(Map<String, @Nullable Object> json, int size) {
    events.add(json);
    left -= size;
    return true;
  }

  private static String shortened(Event event, int wholeSize) {
    long maxBytes = Math.ceilDiv((wholeSize + 2L * FRAME) * FOR_BYTES, CHARACTERS);
    if (maxBytes > Reading.Bounds.MAX_BYTES) {
      return "[shortened here: all %d bytes of this event are at GET /api/tasks/{task_id}/events?since_seq=%d&limit=1]"
          .formatted(event.payloadLength(), event.seq() - 1);
    }
    return "[shortened here: for all %d bytes of this event call stream_task with since_seq %d, max_events 1 and max_bytes %d]"
        .formatted(event.payloadLength(), event.seq() - 1, maxBytes);
  }

  private static int written(Map<String, @Nullable Object> event) {
    return Json.text(event).length() + 1;
  }

  int size() {
    return events.size();
  }

  List<Map<String, @Nullable Object>> events() {
    return events;
  }

  /** The text, then the line. */
  String endingWith(String line) {
    return text.endingWith(line);
  }
}
