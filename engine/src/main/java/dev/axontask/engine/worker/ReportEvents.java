package dev.axontask.engine.worker;

import dev.axontask.adapter.Report;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.engine.Limits;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.Question;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an adapter reports as events. Adapters may hand over anything: what PostgreSQL's jsonb
 * cannot hold (NUL, half pairs, numbers without end) is replaced here, so that one report never
 * spoils the group that it is committed with.
 */
final class ReportEvents {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int MAX_FACTS = 50;
  private static final int MAX_TEXT = 1000;

  private ReportEvents() {}

  static EventDraft draft(int attempt, Report report, ResumePoint next) {
    return switch (report) {
      case Report.Output(Report.Channel channel, byte[] bytes) ->
          new EventDraft(attempt, kind(channel), bytes, next);
      case Report.Progress progress -> json(attempt, EventKind.PROGRESS, members(progress), next);
      case Report.Lingering(int count) ->
          json(attempt, EventKind.LINGERING, Map.of("count", count), next);
      case Report.Truncated(long bytes, String reason) ->
          json(attempt, EventKind.TRUNCATED, truncated(bytes, reason), next);
      case Report.InputRequired(String key, String method, Map<String, @Nullable Object> params) ->
          new EventDraft(
              attempt, EventKind.INPUT_REQUIRED, Question.asked(key, method, params), next);
      case Report.Stalled stalled -> json(attempt, EventKind.STALLED, members(stalled), next);
    };
  }

  /** The event with these members. */
  static EventDraft json(
      int attempt, EventKind kind, Map<String, ?> members, @Nullable ResumePoint next) {
    return new EventDraft(attempt, kind, JSON.writeValueAsBytes(members), next);
  }

  private static EventKind kind(Report.Channel channel) {
    return switch (channel) {
      case STDOUT -> EventKind.STDOUT;
      case STDERR -> EventKind.STDERR;
    };
  }

  private static Map<String, Object> truncated(long bytes, String reason) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("bytes", bytes);
    members.put("reason", text(reason));
    return members;
  }

  private static Map<String, Object> members(Report.Stalled stalled) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("reason", stalled.stall().name().toLowerCase(Locale.ROOT));
    members.put("silent_s", stalled.silentSeconds());
    return members;
  }

  private static Map<String, Object> members(Report.Progress progress) {
    Map<String, Object> members = new LinkedHashMap<>();
    Double fraction = progress.fraction();
    if (fraction != null && !fraction.isNaN()) {
      members.put("fraction", Math.clamp(fraction, 0.0, 1.0));
    }
    if (progress.message() != null) {
      members.put("message", text(progress.message()));
    }
    if (!progress.facts().isEmpty()) {
      members.put("facts", facts(progress.facts()));
    }
    return members;
  }

  private static Map<String, Object> facts(Map<String, @Nullable Object> given) {
    Map<String, Object> facts = new LinkedHashMap<>();
    given.forEach((name, value) -> {
      if (facts.size() < MAX_FACTS && value != null) {
        facts.put(text(name), fact(value));
      }
    });
    return JSON.writeValueAsBytes(facts).length <= Limits.PROGRESS_BYTES ? facts : Map.of();
  }

  private static Object fact(Object value) {
    return switch (value) {
      case Boolean truth -> truth;
      case Integer number -> number;
      case Long number -> number;
      case Number number when Double.isFinite(number.doubleValue()) -> number.doubleValue();
      default -> text(String.valueOf(value));
    };
  }

  private static String text(String given) {
    StringBuilder kept = new StringBuilder();
    given
        .codePoints()
        .limit(MAX_TEXT)
        .map(c -> storable(c) ? c : 0xfffd)
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  private static boolean storable(int codePoint) {
    return codePoint != 0
        && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
  }
}
