package dev.axontask.server.view;

import dev.axontask.engine.wait.WaitEnd;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The end of a wait, as JSON and in a line. */
public final class WaitJson {
  private WaitJson() {}

  /** {@code matched, reason, state, next_seq, has_more} and what is known beside. */
  public static Map<String, @Nullable Object> of(WaitEnd end) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("matched", end.reason() == WaitEnd.Reason.MATCHED);
    json.put("reason", end.reason().word());
    json.put("state", end.state().word());
    json.put("next_seq", end.nextSeq());
    json.put("has_more", end.hasMore());
    WaitEnd.Match match = end.match();
    if (match != null) {
      json.put("line", match.line());
      json.put("kind", match.kind());
      json.put("seq", match.seq());
      json.put("count", match.count());
    }
    put(json, "silent_s", end.silentSeconds());
    put(json, "exit_code", end.exitCode());
    return json;
  }

  private static void put(Map<String, @Nullable Object> json, String name, @Nullable Object value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  /** A line or two for a model or a person. Below 1,000 characters of visible text. */
  public static String line(WaitEnd end) {
    String what =
        switch (end.reason()) {
          case MATCHED -> matched(end.match());
          case ENDED ->
              "The task has ended%s.".formatted(end.exitCode() == null ? "" : exitCode(end));
          case SILENT -> "Nothing new for %d s.".formatted(end.silentSeconds());
          case TIMEOUT ->
              end.hasMore()
                  ? "Not found yet; there is more output to look through."
                  : "Nothing of what was waited for happened yet.";
        };
    String next =
        end.state().terminal() && end.reason() == WaitEnd.Reason.ENDED
            ? "nothing follows"
            : "go on with since_seq " + end.nextSeq();
    return "%s\n[%s; next_seq %d; %s]".formatted(what, end.state().word(), end.nextSeq(), next);
  }

  private static String exitCode(WaitEnd end) {
    return ", exit code " + end.exitCode();
  }

  private static String matched(WaitEnd.@Nullable Match match) {
    if (match == null) {
      throw new IllegalArgumentException("a wait that matched has a line");
    }
    String more = match.count() > 1 ? " (and %d more)".formatted(match.count() - 1) : "";
    return "%s: %s%s".formatted(match.kind(), TaskLine.oneLine(match.line()), more);
  }
}
