package dev.axontask.server.rest;

import dev.axontask.engine.Engine;
import dev.axontask.engine.Limits;
import dev.axontask.engine.task.BulkAnswer;
import dev.axontask.engine.task.FieldProblem;
import dev.axontask.engine.task.Submission;
import dev.axontask.engine.task.TaskRequest;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.Outages;
import dev.axontask.server.http.Problem;
import dev.axontask.server.tools.StartRequest;
import dev.axontask.server.tools.StreamUrls;
import dev.axontask.server.view.StartProblem;
import dev.axontask.server.view.WrongFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code POST /api/tasks/bulk}: many starts in one call, each answered as if it had come alone. */
final class BulkRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(BulkRoutes.class);

  private final Engine engine;
  private final StreamUrls urls;
  private final StartRequest requests;

  BulkRoutes(Engine engine, StreamUrls urls) {
    this.engine = engine;
    this.urls = urls;
    this.requests = new StartRequest(engine.adapters().list());
  }

  void start(Exchange exchange) throws IOException {
    Map<String, @Nullable Object> body = exchange.jsonBody();
    Queries.only(body, "tasks");
    if (!(body.get("tasks") instanceof List<?> tasks)
        || tasks.isEmpty()
        || tasks.size() > Limits.BULK) {
      throw Queries.wrong("tasks", "must be a list of 1 to %d starts".formatted(Limits.BULK));
    }
    exchange.sendJson(200, Map.of("results", results(exchange, tasks)));
  }

  private List<Map<String, @Nullable Object>> results(Exchange exchange, List<?> tasks) {
    List<@Nullable Map<String, @Nullable Object>> results = new ArrayList<>();
    List<TaskRequest> good = new ArrayList<>();
    for (Object task : tasks) {
      List<FieldProblem> problems = problems(task);
      results.add(problems.isEmpty() ? null : refused(WrongFields.of(problems)));
      if (problems.isEmpty()) {
        good.add(StartRequest.of(object(task)));
      }
    }
    var answers = engine.submissions().submitAll(exchange.caller(), good).iterator();
    return results.stream()
        .map(refused -> refused == null ? result(answers.next()) : refused)
        .toList();
  }

  private List<FieldProblem> problems(@Nullable Object task) {
    return task instanceof Map<?, ?>
        ? requests.problems(object(task))
        : List.of(new FieldProblem("tasks", "must hold JSON objects"));
  }

  @SuppressWarnings("unchecked") // Objects are read as maps with string keys.
  private static Map<String, @Nullable Object> object(@Nullable Object task) {
    return task instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
  }

  private Map<String, @Nullable Object> result(BulkAnswer answer) {
    return switch (answer) {
      case BulkAnswer.Answered(Submission submission) -> result(submission);
      case BulkAnswer.Failed(RuntimeException failure) -> {
        LOG.warn("one of several starts could not be answered", failure);
        yield refused(Outages.problem(failure));
      }
    };
  }

  private Map<String, @Nullable Object> result(Submission submission) {
    return switch (submission) {
      case Submission.Accepted accepted -> {
        Map<String, @Nullable Object> result = new LinkedHashMap<>();
        result.put("status", StartAnswers.status(accepted));
        result.put("task", StartAnswers.started(accepted, urls));
        yield result;
      }
      case Submission.Refused refusal -> refused(StartProblem.of(refusal));
    };
  }

  private static Map<String, @Nullable Object> refused(Problem problem) {
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("status", problem.status());
    result.put("problem", problem.members(null));
    return result;
  }
}
