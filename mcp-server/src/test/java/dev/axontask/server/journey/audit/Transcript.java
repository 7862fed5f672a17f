package dev.axontask.server.journey.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What one reader was shown of one task, over all its connections: it always asked for what comes
 * after the last thing it had. Thread-safe.
 */
public final class Transcript {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final String reader;
  private final String task;
  private final long since;

  @GuardedBy("this")
  private final List<JsonNode> seen = new ArrayList<>();

  @GuardedBy("this")
  private final List<String> problems = new ArrayList<>();

  @GuardedBy("this")
  private long last;

  /**
   * Nothing read yet.
   *
   * @param reader for messages: {@code "sse 3"}
   * @param since what it asks for first: events after this
   */
  public Transcript(String reader, String task, long since) {
    this.reader = reader;
    this.task = task;
    this.since = since;
    this.last = since;
  }

  public String task() {
    return task;
  }

  /** The cursor. */
  public synchronized long last() {
    return last;
  }

  /** Writes an event down, as it came. */
  public synchronized void saw(JsonNode event) {
    long seq = event.path("seq").asLong(-1);
    if (seq != last + 1) {
      problems.add("%s of %s: event %d came after %d".formatted(reader, task, seq, last));
    }
    last = Math.max(last, seq);
    seen.add(event);
  }

  /** Where this is not an exact slice of the log; empty if it is. */
  public synchronized List<String> against(ExportedLog log) {
    List<String> found = new ArrayList<>(problems);
    for (int i = 0; i < seen.size(); i++) {
      long seq = since + 1 + i;
      if (seq > log.events().size()) {
        found.add(
            "%s of %s: event %d was shown and is not in the log".formatted(reader, task, seq));
      } else {
        String difference = difference(seen.get(i), log.events().get((int) seq - 1));
        if (difference != null) {
          found.add("%s of %s: event %d: %s".formatted(reader, task, seq, difference));
        }
      }
    }
    return found;
  }

  private static @Nullable String difference(JsonNode shown, ExportedEvent logged) {
    if (shown.path("seq").asLong() != logged.seq()) {
      return "shown with number " + shown.path("seq");
    }
    if (!shown.path("kind").asString("").equals(logged.kind())) {
      return "shown as " + shown.path("kind") + ", logged as " + logged.kind();
    }
    if (micros(shown.path("ts").asString("")) != logged.tsMicros()) {
      return "shown at " + shown.path("ts") + ", logged at " + logged.tsMicros();
    }
    if (shown.has("hash")
        && !Arrays.equals(HexFormat.of().parseHex(shown.get("hash").asString()), logged.hash())) {
      return "shown with another hash";
    }
    return samePayload(shown.path("payload"), logged) ? null : "shown with another payload";
  }

  private static boolean samePayload(JsonNode shown, ExportedEvent logged) {
    if (!logged.output()) {
      return shown.equals(JSON.readTree(logged.text()));
    }
    byte[] bytes =
        shown.has("base64")
            ? Base64.getDecoder().decode(shown.get("base64").asString())
            : shown.path("text").asString("").getBytes(UTF_8);
    return Arrays.equals(bytes, logged.payload());
  }

  private static long micros(String rfc3339) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(rfc3339));
  }
}
