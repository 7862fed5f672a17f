package dev.axontask.server.resources;

import dev.axontask.engine.Caller;
import dev.axontask.engine.Engine;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.receipt.ReceiptResult;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskFilter;
import dev.axontask.engine.task.TaskPage;
import dev.axontask.server.catalog.Answer;
import dev.axontask.server.catalog.Freshness;
import dev.axontask.server.catalog.Page;
import dev.axontask.server.catalog.ResourceContent;
import dev.axontask.server.catalog.ResourceInfo;
import dev.axontask.server.catalog.ResourceTemplate;
import dev.axontask.server.catalog.Resources;
import dev.axontask.server.http.Json;
import dev.axontask.server.http.Problem;
import dev.axontask.server.http.ProblemCode;
import dev.axontask.server.resources.TaskUri.Part;
import dev.axontask.server.view.TaskJson;
import dev.axontask.server.view.TaskLine;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The caller's tasks, newest first, each with its status, its log and its receipt. */
public final class TaskResources implements Resources {
  private static final String JSON = "application/json";

  /** A page is about 20,000 characters. */
  private static final int PAGE = 50;

  /**
   * A receipt says the same for ever; it is signed anew at each reading, and keys can be replaced.
   */
  private static final Freshness LASTING = new Freshness(Duration.ofDays(1), false);

  private final Engine engine;

  public TaskResources(Engine engine) {
    this.engine = engine;
  }

  @Override
  public Optional<Page<ResourceInfo>> list(Caller caller, @Nullable String cursor) {
    if (cursor == null) {
      return Optional.of(page(caller, null));
    }
    return ListCursor.parse(cursor).map(from -> page(caller, from.last().toString()));
  }

  private Page<ResourceInfo> page(Caller caller, @Nullable String from) {
    TaskPage page = engine.tasks().list(caller, new TaskFilter(null, null, null, null, PAGE, from));
    String next =
        page.nextCursor() == null ? null : new ListCursor(page.tasks().getLast().id()).text();
    return new Page<>(page.tasks().stream().map(TaskResources::info).toList(), next);
  }

  private static ResourceInfo info(Task task) {
    return new ResourceInfo(
        Part.STATUS.of(task.id()), task.id().toString(), TaskLine.title(task), null, JSON);
  }

  @Override
  public List<ResourceTemplate> templates() {
    return List.of(
        new ResourceTemplate(
            Part.STATUS.template(),
            "task",
            "A task's status",
            "How the task stands: state, times, attempt, exit code or error, progress, and last_seq,"
                + " the end of its log. What get_task_status returns.",
            JSON),
        new ResourceTemplate(
            Part.EVENTS.template(),
            "task_events",
            "The end of a task's log",
            LogExcerpt.DESCRIPTION,
            JSON),
        new ResourceTemplate(
            Part.RECEIPT.template(),
            "task_receipt",
            "A task's signed receipt",
            "A compact JWS (application/jose) that ./axontask verify checks offline. Until the task"
                + " has ended there is none: then this reads as application/problem+json with the"
                + " code task_not_finished.",
            "application/jose"));
  }

  @Override
  public Optional<Answer<ResourceReading>> read(ResourceCall call) {
    return TaskUri.parse(call.uri())
        .flatMap(uri ->
            switch (uri.part()) {
              case STATUS -> status(call.caller(), uri.task()).map(json -> now(call, JSON, json));
              case EVENTS -> events(call.caller(), uri.task()).map(json -> now(call, JSON, json));
              case RECEIPT -> receipt(call, uri.task());
            });
  }

  private Optional<String> status(Caller caller, TaskId id) {
    return engine.tasks().find(caller, id).map(task -> Json.text(TaskJson.glance(task)));
  }

  private Optional<String> events(Caller caller, TaskId id) {
    return engine.tasks().find(caller, id).map(task -> LogExcerpt.of(engine, caller, task));
  }

  private Optional<Answer<ResourceReading>> receipt(ResourceCall call, TaskId id) {
    return switch (engine.receipts().receipt(call.caller(), id)) {
      case ReceiptResult.NotFound none -> Optional.empty();
      case ReceiptResult.NotFinished going ->
          Optional.of(now(call, "application/problem+json", notFinished(going)));
      case ReceiptResult.Receipt receipt ->
          Optional.of(reading(call, "application/jose", receipt.jws(), LASTING));
    };
  }

  private static String notFinished(ReceiptResult.NotFinished going) {
    Problem problem =
        Problem.of(
            ProblemCode.TASK_NOT_FINISHED,
            "The task is %s; its receipt exists once it has ended."
                .formatted(going.state().word()));
    return Json.text(problem.members(null));
  }

  private static Answer<ResourceReading> now(ResourceCall call, String type, String text) {
    return reading(call, type, text, Freshness.STALE);
  }

  private static Answer<ResourceReading> reading(
      ResourceCall call, String type, String text, Freshness freshness) {
    return new ResourceReading(
        List.of(new ResourceContent.Text(call.uri(), type, text)), freshness);
  }
}
