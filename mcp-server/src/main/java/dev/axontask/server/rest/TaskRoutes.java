package dev.axontask.server.rest;

import dev.axontask.engine.Engine;
import dev.axontask.engine.Limits;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.receipt.ReceiptResult;
import dev.axontask.engine.task.Cancellation;
import dev.axontask.engine.task.FieldProblem;
import dev.axontask.engine.task.Submission;
import dev.axontask.engine.task.Task;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.Problem;
import dev.axontask.server.http.ProblemCode;
import dev.axontask.server.tools.StartRequest;
import dev.axontask.server.tools.StreamUrls;
import dev.axontask.server.view.AttemptJson;
import dev.axontask.server.view.StartProblem;
import dev.axontask.server.view.TaskJson;
import dev.axontask.server.view.WrongFields;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starting, looking at and stopping tasks. */
final class TaskRoutes {
  private final Engine engine;
  private final StreamUrls urls;
  private final StartRequest requests;

  TaskRoutes(Engine engine, StreamUrls urls) {
    this.engine = engine;
    this.urls = urls;
    this.requests = new StartRequest(engine.adapters().list());
  }

  void start(Exchange exchange) throws IOException {
    Map<String, @Nullable Object> body = new LinkedHashMap<>(exchange.jsonBody());
    exchange.header("Idempotency-Key").ifPresent(key -> body.putIfAbsent("idempotency_key", key));
    List<FieldProblem> problems = requests.problems(body);
    if (!problems.isEmpty()) {
      exchange.refuse(WrongFields.of(problems));
      return;
    }
    switch (engine.submissions().submit(exchange.caller(), StartRequest.of(body))) {
      case Submission.Accepted accepted -> created(exchange, accepted);
      case Submission.Refused refused -> exchange.refuse(StartProblem.of(refused));
    }
  }

  private void created(Exchange exchange, Submission.Accepted accepted) throws IOException {
    exchange.setHeader("Location", "/api/tasks/" + accepted.task().id());
    exchange.sendJson(StartAnswers.status(accepted), StartAnswers.started(accepted, urls));
  }

  void status(Exchange exchange) throws IOException {
    TaskId id = Queries.task(exchange);
    Task task = engine.tasks().find(exchange.caller(), id).orElseThrow(Queries::noSuchTask);
    exchange.sendJson(200, TaskJson.whole(task, urls.of(id)));
  }

  void cancel(Exchange exchange) throws IOException {
    Map<String, @Nullable Object> body = exchange.jsonBody();
    Queries.only(body, "reason", "grace_s");
    Object reason = body.get("reason");
    if (reason != null && !(reason instanceof String)) {
      throw Queries.wrong("reason", "must be a string");
    }
    Optional<Duration> grace =
        Optional.ofNullable(body.get("grace_s"))
            .map(
                g -> Queries.whole("grace_s", g.toString(), 0, Limits.CANCEL_GRACE_MAX.toSeconds()))
            .map(Duration::ofSeconds);
    Cancellation answer =
        engine
            .cancellations()
            .cancel(exchange.caller(), Queries.task(exchange), (String) reason, grace.orElse(null));
    switch (answer) {
      case Cancellation.NotFound none -> throw Queries.noSuchTask();
      case Cancellation.AlreadyEnded ended -> canceled(exchange, 200, false, ended.task());
      case Cancellation.Requested asked -> canceled(exchange, 202, true, asked.task());
      case Cancellation.CanceledNow now -> canceled(exchange, 200, true, now.task());
    }
  }

  private static void canceled(Exchange exchange, int status, boolean canceled, Task task)
      throws IOException {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("canceled", canceled);
    json.putAll(TaskJson.status(task));
    exchange.sendJson(status, json);
  }

  void receipt(Exchange exchange) throws IOException {
    switch (engine.receipts().receipt(exchange.caller(), Queries.task(exchange))) {
      case ReceiptResult.NotFound none -> throw Queries.noSuchTask();
      case ReceiptResult.NotFinished going ->
          exchange.refuse(
              Problem.of(
                  ProblemCode.TASK_NOT_FINISHED,
                  "The task is %s; its receipt exists once it has ended."
                      .formatted(going.state().word())));
      case ReceiptResult.Receipt receipt -> {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("receipt", receipt.jws());
        json.put("claims", receipt.claims());
        json.put("keys_url", urls.keys());
        exchange.sendJson(200, json);
      }
    }
  }

  void attempts(Exchange exchange) throws IOException {
    TaskId id = Queries.task(exchange);
    if (engine.tasks().find(exchange.caller(), id).isEmpty()) {
      throw Queries.noSuchTask();
    }
    List<Map<String, @Nullable Object>> attempts =
        engine.attempts().of(exchange.caller(), id).stream().map(AttemptJson::of).toList();
    exchange.sendJson(200, Map.of("attempts", attempts));
  }
}
