package dev.axontask.server.tasks;

import dev.axontask.engine.Caller;
import dev.axontask.engine.Engine;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.task.Answering;
import dev.axontask.engine.task.Cancellation;
import dev.axontask.engine.task.OpenQuestion;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskState;
import dev.axontask.server.catalog.DurableTasks;
import dev.axontask.server.catalog.InputRequest;
import dev.axontask.server.catalog.ToolResult;
import dev.axontask.server.tools.StreamUrls;
import dev.axontask.server.view.TaskLine;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The engine's tasks as the Tasks extension shows them. Their ids are the same everywhere. */
public final class EngineTasks implements DurableTasks {
  /** Most commands end within a minute; whoever waits for one wants to know soon. */
  private static final Duration POLL_YOUNG = Duration.ofSeconds(2);

  private static final Duration POLL_OLD = Duration.ofSeconds(5);
  private static final Duration YOUNG = Duration.ofMinutes(1);

  private final Engine engine;
  private final InstantSource clock;
  private final FinalResult results;

  /**
   * @param clock tells young tasks from old ones
   */
  public EngineTasks(Engine engine, StreamUrls urls, InstantSource clock) {
    this.engine = engine;
    this.clock = clock;
    this.results = new FinalResult(engine.outputTail(), urls);
  }

  @Override
  public Optional<View> find(Caller caller, String id) {
    return TaskId.parse(id)
        .flatMap(task -> engine.tasks().find(caller, task))
        .map(task -> view(caller, task));
  }

  /**
   * A question that is answered between the two readings leaves none: then it works again. One that
   * was asked between them shows at the next look.
   */
  private View view(Caller caller, Task task) {
    Map<String, InputRequest> requests =
        task.state() == TaskState.INPUT_REQUIRED ? requests(caller, task.id()) : Map.of();
    Status status = status(task.state());
    if (status == Status.INPUT_REQUIRED && requests.isEmpty()) {
      status = Status.WORKING;
    }
    ToolResult result = status == Status.COMPLETED ? results.of(caller, task) : null;
    return new View(
        task.id().toString(),
        status,
        TaskLine.message(task),
        task.createdAt(),
        task.updatedAt(),
        null,
        pollInterval(task.createdAt()),
        requests,
        result,
        null);
  }

  static Status status(TaskState state) {
    return switch (state) {
      case SCHEDULED, PENDING, RUNNING -> Status.WORKING;
      case INPUT_REQUIRED -> Status.INPUT_REQUIRED;
      case CANCELED -> Status.CANCELLED;
      case SUCCEEDED, FAILED, TIMED_OUT, LOST, DEAD_LETTER -> Status.COMPLETED;
    };
  }

  private Duration pollInterval(Instant createdAt) {
    return clock.instant().isBefore(createdAt.plus(YOUNG)) ? POLL_YOUNG : POLL_OLD;
  }

  private Map<String, InputRequest> requests(Caller caller, TaskId task) {
    Map<String, InputRequest> requests = new LinkedHashMap<>();
    for (OpenQuestion question : engine.questions().open(caller, task)) {
      InputAnswers.method(question)
          .ifPresent(
              method -> requests.put(question.key(), new InputRequest(method, question.params())));
    }
    return requests;
  }

  @Override
  public Update update(Caller caller, String id, Map<String, ?> responses) {
    Optional<TaskId> parsed = TaskId.parse(id);
    if (parsed.isEmpty()) {
      return new Update.NoSuchTask();
    }
    TaskId task = parsed.get();
    InputAnswers given = InputAnswers.of(engine.questions().open(caller, task), responses);
    if (!given.problems().isEmpty()) {
      return new Update.Invalid(given.problems());
    }
    return switch (engine.questions().answer(caller, task, given.answers())) {
      case Answering.NotFound none -> new Update.NoSuchTask();
      case Answering.Invalid invalid -> new Update.Invalid(invalid.problems());
      case Answering.Taken taken -> new Update.Taken();
    };
  }

  @Override
  public boolean cancel(Caller caller, String id) {
    Optional<TaskId> task = TaskId.parse(id);
    return task.isPresent()
        && switch (engine.cancellations().cancel(caller, task.get(), null, null)) {
          case Cancellation.NotFound none -> false;
          case Cancellation.AlreadyEnded ended -> true;
          case Cancellation.Requested asked -> true;
          case Cancellation.CanceledNow now -> true;
        };
  }
}
