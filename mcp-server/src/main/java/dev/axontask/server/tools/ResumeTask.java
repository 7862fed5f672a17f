package dev.axontask.server.tools;

import dev.axontask.engine.Engine;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.tail.EventStream;
import dev.axontask.engine.tail.Opening;
import dev.axontask.engine.task.Task;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.catalog.ToolCall;
import dev.axontask.server.catalog.ToolResult;
import dev.axontask.server.http.Json;
import dev.axontask.server.view.ResumeToken;
import dev.axontask.server.view.TaskJson;
import dev.axontask.server.view.TaskLine;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code resume_task}: coming back to a task after a break, with proof that it is the same one. */
final class ResumeTask {
  private final Engine engine;

  private ResumeTask(Engine engine) {
    this.engine = engine;
  }

  static Tool tool(Engine engine) {
    return new Tool(
        "resume_task",
        "Come back to a task",
        """
        Come back to a task after a break: a new conversation, a lost connection, a restarted server. \
        Give task_id or the resume_token of start_task, and last_seq if you know how far you had read. \
        With last_hash (the head_hash of your last read) the server also proves that the log you read is unchanged; if it is not, you get chain_mismatch.
        Returns how the task stands, how many events you missed, and those events as stream_task does. \
        Go on with stream_task(since_seq: next_seq).
        """
            .strip(),
        new Fields()
            .may("task_id", Fields.taskId())
            .may("resume_token", Types.text(1, 128))
            .may(
                "last_seq",
                Types.about(
                    Types.whole(0), "The last next_seq that you got; the token's otherwise."))
            .may("last_hash", Types.about(Types.text(64, 64), "The head_hash that came with it."))
            .and(Reading.Bounds.fields())
            .object(),
        new Fields()
            .must("status", Fields.status().object())
            .must("missed_events", Types.about(Types.whole(0), "Events after last_seq by now."))
            .and(Reading.output())
            .object(),
        new Tool.Hints(true, false, true, false),
        new ResumeTask(engine)::call);
  }

  private ToolResult call(ToolCall call) throws InterruptedException {
    Args args = new Args(call.args());
    Optional<ResumeToken> position = position(args);
    if (position.isEmpty()) {
      return ToolResult.refused(
          "validation_error",
          "Give task_id (the UUID that start_task gave) or resume_token (which start_task gave"
              + " too).");
    }
    TaskId id = position.get().task();
    Optional<Task> task = engine.tasks().find(call.caller(), id);
    if (task.isEmpty()) {
      return Refusals.noSuchTask(id);
    }
    return switch (engine.reader().open(call.caller(), id, position.get().seq())) {
      case Opening.NoSuchTask none -> Refusals.noSuchTask(id);
      case Opening.CursorBeyondEnd beyond -> Refusals.beyondEnd(beyond.lastSeq());
      case Opening.Opened opened -> {
        try (EventStream stream = opened.stream()) {
          yield resumed(call, args, task.get(), stream);
        }
      }
    };
  }

  private static Optional<ResumeToken> position(Args args) {
    String id = args.text("task_id");
    String token = args.text("resume_token");
    Optional<ResumeToken> named =
        id != null
            ? TaskId.parse(id).map(task -> new ResumeToken(task, 0))
            : Optional.ofNullable(token).flatMap(ResumeToken::parse);
    return named.map(p -> new ResumeToken(p.task(), args.whole("last_seq", p.seq())));
  }

  private static ToolResult resumed(ToolCall call, Args args, Task task, EventStream stream)
      throws InterruptedException {
    String lastHash = args.text("last_hash");
    String ours = HexFormat.of().formatHex(stream.cursorHash());
    if (lastHash != null && stream.knowsHash() && !lastHash.toLowerCase(Locale.ROOT).equals(ours)) {
      return ToolResult.refused(
          "chain_mismatch",
          "At seq %d this log's hash is %s, not the one you have: you read another task, or a log that was changed. Read it again from since_seq 0."
              .formatted(stream.cursor(), ours));
    }
    long missed = Math.max(0, task.lastSeq() - stream.cursor());
    String heading = "[%s; %d events missed]\n".formatted(TaskLine.status(task), missed);
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("status", TaskJson.glance(task));
    json.put("missed_events", missed);
    int more = Json.text(heading).length() + Json.text(json).length();
    Reading reading = new Reading(stream, Reading.Bounds.of(args), call.signals(), more).run();
    json.putAll(reading.json());
    return ToolResult.of(heading + reading.text(), json);
  }
}
