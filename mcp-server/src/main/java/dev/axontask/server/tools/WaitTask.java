package dev.axontask.server.tools;

import dev.axontask.engine.Engine;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.tail.EventStream;
import dev.axontask.engine.task.FieldProblem;
import dev.axontask.engine.task.TaskState;
import dev.axontask.engine.wait.LinePattern;
import dev.axontask.engine.wait.WaitFor;
import dev.axontask.engine.wait.Waits;
import dev.axontask.server.catalog.Signals;
import dev.axontask.server.catalog.Tool;
import dev.axontask.server.catalog.ToolCall;
import dev.axontask.server.catalog.ToolResult;
import dev.axontask.server.view.WaitJson;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code wait_task}: until a line, silence or the end, without the output. */
public final class WaitTask {
  /** Seconds; well inside the 60 s that many hosts give a request. */
  public static final int MOST_WAIT_S = 50;

  /** Seconds: the longest that a task may run. */
  public static final int MOST_SILENCE_S = 86_400;

  private WaitTask() {}

  static Tool tool(Engine engine) {
    return new Tool(
        "wait_task",
        "Wait for a task",
        """
        Wait until a task ends, or until something happens before: pattern (a regular expression, RE2) is found in a line of its output, such as a server's "listening on", \
        or nothing new comes for silence_s seconds. Returns a few words, not the output; use stream_task for that.
        reason is matched (with line), ended, silent, or timeout when wait_s is over. Call it again with since_seq set to next_seq: nothing is missed in between, \
        and no line counts twice. A line without an end, like a prompt, counts as it stands.
        """
            .strip(),
        new Fields()
            .must("task_id", Fields.taskId())
            .may(
                "since_seq",
                Types.about(
                    Types.usually(Types.whole(0), 0L),
                    "Output after this sequence: 0 for all, then the last next_seq."))
            .may("pattern", Types.text(1, LinePattern.MAX_LENGTH))
            .may("silence_s", Types.whole(1, MOST_SILENCE_S))
            .may("wait_s", Types.usually(Types.whole(0, MOST_WAIT_S), (long) MOST_WAIT_S))
            .object(),
        output(),
        new Tool.Hints(true, false, true, false),
        call -> await(engine, call));
  }

  private static Map<String, @Nullable Object> output() {
    return new Fields()
        .must("matched", Types.flag())
        .must("reason", Types.oneOf(List.of("matched", "ended", "silent", "timeout")))
        .must("state", Fields.state())
        .must("next_seq", Types.about(Types.whole(0), "Pass it as the next since_seq."))
        .must("has_more", Types.about(Types.flag(), "Not all of the output was looked at yet."))
        .may("line", Types.about(Types.text(), "The first that matched; shortened if long."))
        .may("kind", Types.oneOf(List.of("stdout", "stderr")))
        .may("seq", Types.about(Types.whole(1), "Of the event that completed the match."))
        .may("count", Types.about(Types.whole(1), "Lines that matched up to next_seq."))
        .may("silent_s", Types.whole(0))
        .may("exit_code", Types.whole())
        .object();
  }

  private static ToolResult await(Engine engine, ToolCall call) throws InterruptedException {
    Args args = new Args(call.args());
    Optional<TaskId> id = TaskId.parse(String.valueOf(args.text("task_id")));
    if (id.isEmpty()) {
      return Refusals.notAnId();
    }
    String text = args.text("pattern");
    if (text == null) {
      return await(engine, call, id.get(), null);
    }
    return switch (LinePattern.parse(text)) {
      case LinePattern.Parsed.Refused refused ->
          ToolResult.invalid(List.of(new FieldProblem("pattern", refused.problem())));
      case LinePattern.Parsed.Usable usable -> await(engine, call, id.get(), usable.pattern());
    };
  }

  private static ToolResult await(
      Engine engine, ToolCall call, TaskId id, @Nullable LinePattern pattern)
      throws InterruptedException {
    Args args = new Args(call.args());
    Long silence = args.whole("silence_s");
    WaitFor what =
        new WaitFor(
            pattern,
            silence == null ? null : Duration.ofSeconds(silence),
            Duration.ofSeconds(args.whole("wait_s", MOST_WAIT_S)));
    long since = args.whole("since_seq", 0);
    Waits.Waiter waiter = new Caller(call.signals());
    return switch (engine.waits().await(call.caller(), id, since, what, waiter)) {
      case Waits.Answer.NoSuchTask none -> Refusals.noSuchTask(id);
      case Waits.Answer.CursorBeyondEnd beyond -> Refusals.beyondEnd(beyond.lastSeq());
      case Waits.Answer.Over over ->
          ToolResult.of(WaitJson.line(over.end()), WaitJson.of(over.end()));
    };
  }

  /** Whoever called the tool. */
  private record Caller(Signals signals) implements Waits.Waiter {
    @Override
    public void opened(EventStream stream) {
      signals.onStop(stream::close);
    }

    @Override
    public boolean stopping() {
      return signals.stopping();
    }

    @Override
    public void waiting(TaskState state, long nextSeq) {
      signals.progress((double) nextSeq, 0, state.word() + ", event " + nextSeq);
    }
  }
}
