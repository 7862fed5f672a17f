package dev.axontask.server.prompts;

import dev.axontask.server.catalog.Content;
import dev.axontask.server.catalog.Prompt;
import dev.axontask.server.catalog.Prompt.Argument;
import dev.axontask.server.catalog.Prompt.Message;
import dev.axontask.server.catalog.Prompt.Messages;
import dev.axontask.server.catalog.Prompt.PromptCall;
import dev.axontask.server.catalog.Prompt.Role;
import dev.axontask.server.http.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The prompts, each a message of the user. */
public final class TaskPrompts {
  private static final Argument TASK =
      new Argument("task_id", "The task's id; completion proposes the newest.", true);

  private TaskPrompts() {}

  public static List<Prompt> all() {
    return List.of(
        new Prompt(
            "run_and_watch",
            "Run a command and watch it",
            "Start a command as a durable task, follow its output and say how it ended.",
            List.of(
                new Argument("command", "What to run, as for /bin/sh -c.", true),
                new Argument("cwd", "A configured workspace folder to run it in.", false)),
            TaskPrompts::runAndWatch),
        new Prompt(
            "what_happened",
            "What happened to a task?",
            "Read a task that was started earlier and sum up what it did.",
            List.of(TASK),
            TaskPrompts::whatHappened),
        new Prompt(
            "hand_over_receipt",
            "Hand over a receipt",
            "Fetch a finished task's signed receipt and say how somebody else checks it.",
            List.of(TASK),
            TaskPrompts::handOverReceipt));
  }

  private static Messages runAndWatch(PromptCall call) {
    Map<String, @Nullable Object> args = new LinkedHashMap<>();
    args.put("command", call.args().get("command"));
    if (call.args().get("cwd") != null) {
      args.put("cwd", call.args().get("cwd"));
    }
    return user(
        """
        Use start_task with adapter "shell" and args %s. Tell me the task_id at once. \
        Then read its output with stream_task, from since_seq 0 and on from next_seq until done is true, \
        and tell me what matters as it comes. At the end say how it ended, with the exit code; \
        if it failed, quote the lines that show why. Do not start it a second time.\
        """
            .formatted(Json.text(args)));
  }

  private static Messages whatHappened(PromptCall call) {
    return user(
        """
        What happened to the task %s? Use get_task_status for how it stands, then resume_task to read \
        its output, and stream_task from next_seq while has_more is true. \
        Sum up in a few sentences: what it did, how it stands or ended, and, if it failed, the lines that show why. \
        Tell apart what the log says and what you conclude.\
        """
            .formatted(task(call)));
  }

  private static Messages handOverReceipt(PromptCall call) {
    return user(
        """
        Use get_receipt for the task %s and give me the receipt unchanged, in a code block, \
        with its claims in a few lines: state, exit code, times, number of events. \
        Say that "./axontask verify --receipt FILE --events FILE --keys FILE" checks it without this server, \
        with the keys from keys_url. If the task has not ended, say so and offer to watch it with stream_task.\
        """
            .formatted(task(call)));
  }

  private static String task(PromptCall call) {
    return Json.text(String.valueOf(call.args().get("task_id")));
  }

  private static Messages user(String text) {
    return new Messages(null, List.of(new Message(Role.USER, new Content.Text(text))));
  }
}
