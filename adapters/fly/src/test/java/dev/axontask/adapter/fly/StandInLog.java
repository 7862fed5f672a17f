package dev.axontask.adapter.fly;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** An app's log as Fly keeps it: lines of text with times that rise, and no channels. */
final class StandInLog {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int PAGE = 100;

  private record Line(long nanos, String machine, String provider, String message) {}

  @GuardedBy("this")
  private final List<Line> lines = new ArrayList<>();

  @GuardedBy("this")
  private String kept = "";

  @GuardedBy("this")
  private long last = System.currentTimeMillis() * 1_000_000L;

  synchronized void write(String machine, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int from = 0;
    while (from < text.length()) {
      int to = text.indexOf('\n', from);
      int end = to < 0 ? text.length() : to;
      add(machine, "app", text.substring(from, end));
      from = end + 1;
    }
  }

  synchronized void add(String machine, String provider, String message) {
    lines.add(new Line(++last, machine, provider, message));
  }

  synchronized int size() {
    return lines.size();
  }

  /** A line of work whose end is seen before the line. */
  synchronized void keepUntilTheEndIsSeen(String message) {
    kept = message;
  }

  synchronized void endSeen(String machine) {
    if (!kept.isEmpty()) {
      add(machine, "app", kept);
      kept = "";
    }
  }

  /** A line that arrives only now, with a time before that of others. */
  synchronized void addLate(String machine, String message) {
    lines.addFirst(new Line(lines.getFirst().nanos() - 1, machine, "app", message));
  }

  synchronized ObjectNode page(String machine, String token) {
    long after = token.isEmpty() ? 0 : Long.parseLong(token);
    ObjectNode page = JSON.createObjectNode();
    ArrayNode data = page.putArray("data");
    String next = token;
    for (Line line : lines) {
      if (line.nanos() > after && line.machine().equals(machine) && data.size() < PAGE) {
        String time =
            Instant.ofEpochSecond(line.nanos() / 1_000_000_000L, line.nanos() % 1_000_000_000L)
                .toString();
        ObjectNode item = data.addObject().put("id", "" + line.nanos()).put("type", "log");
        ObjectNode attributes = item.putObject("attributes");
        attributes.put("timestamp", time).put("message", line.message()).put("level", "info");
        attributes.put("instance", machine).put("region", "ams");
        ObjectNode meta = attributes.putObject("meta").put("instance", machine);
        meta.putObject("event").put("provider", line.provider());
        next = "" + line.nanos();
      }
    }
    page.putObject("meta").put("next_token", next);
    return page;
  }
}
