package dev.axontask.server.rest;

import dev.axontask.engine.Engine;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.deadletter.DeadLetter;
import dev.axontask.engine.deadletter.DeadLetterDirectory;
import dev.axontask.engine.deadletter.DeadLetterPage;
import dev.axontask.engine.deadletter.Redrive;
import dev.axontask.engine.deadletter.RedrivePage;
import dev.axontask.engine.deadletter.Redrives;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.Problem;
import dev.axontask.server.http.RefusedException;
import dev.axontask.server.tools.StreamUrls;
import dev.axontask.server.view.DeadLetterJson;
import dev.axontask.server.view.StartProblem;
import dev.axontask.server.view.TaskJson;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /api/dlq}: dead letters, looked up, started again and removed. */
final class DeadLetterRoutes {
  private static final int RETRIED_BY_DEFAULT = 100;

  private final Engine engine;
  private final StreamUrls urls;

  DeadLetterRoutes(Engine engine, StreamUrls urls) {
    this.engine = engine;
    this.urls = urls;
  }

  void list(Exchange exchange) throws IOException {
    DeadLetterPage page =
        engine.deadLetters().list(exchange.caller(), DeadLetterQueries.ofQuery(exchange));
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("dead_letters", page.letters().stream().map(DeadLetterJson::of).toList());
    TaskId next = page.next();
    json.put("next_cursor", next == null ? null : next.toString());
    exchange.sendJson(200, json);
  }

  void show(Exchange exchange) throws IOException {
    DeadLetter letter =
        engine
            .deadLetters()
            .find(exchange.caller(), id(exchange))
            .orElseThrow(DeadLetterRoutes::noSuchDeadLetter);
    exchange.sendJson(200, DeadLetterJson.of(letter));
  }

  void retry(Exchange exchange) throws IOException {
    Queries.only(exchange.jsonBody());
    switch (engine.redrives().redrive(exchange.caller(), id(exchange))) {
      case Redrive.NoSuchDeadLetter none -> throw noSuchDeadLetter();
      case Redrive.Refused refused -> exchange.refuse(StartProblem.of(refused.why()));
      case Redrive.Started started -> {
        Map<String, @Nullable Object> json =
            new LinkedHashMap<>(TaskJson.whole(started.task(), urls.of(started.task().id())));
        json.put("deduplicated", started.already());
        exchange.setHeader("Location", "/api/tasks/" + started.task().id());
        exchange.sendJson(started.already() ? 200 : 201, json);
      }
    }
  }

  void retryMany(Exchange exchange) throws IOException {
    Map<String, @Nullable Object> body = exchange.jsonBody();
    Queries.only(body, "adapter", "tag", "reason", "since", "limit", "cursor");
    int most =
        (int)
            Queries.whole(
                "limit",
                String.valueOf(body.getOrDefault("limit", RETRIED_BY_DEFAULT)),
                1,
                Redrives.MOST);
    RedrivePage page =
        engine.redrives().redriveAll(exchange.caller(), DeadLetterQueries.ofBody(body), most);
    exchange.sendJson(200, json(page));
  }

  private static Map<String, @Nullable Object> json(RedrivePage page) {
    List<Map<String, @Nullable Object>> redriven = new ArrayList<>();
    List<Map<String, @Nullable Object>> refused = new ArrayList<>();
    for (Redrive each : page.answers()) {
      switch (each) {
        case Redrive.Started started -> redriven.add(TaskJson.status(started.task()));
        case Redrive.Refused no -> refused.add(refusal(no));
        case Redrive.NoSuchDeadLetter removedMeanwhile -> {}
      }
    }
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("redriven", redriven);
    json.put("refused", refused);
    TaskId next = page.next();
    json.put("next_cursor", next == null ? null : next.toString());
    return json;
  }

  private static Map<String, @Nullable Object> refusal(Redrive.Refused refused) {
    Problem problem = StartProblem.of(refused.why());
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("task_id", refused.task().toString());
    json.put("code", problem.code().word());
    json.put("detail", problem.detail());
    return json;
  }

  void remove(Exchange exchange) throws IOException {
    if (!engine.deadLetters().remove(exchange.caller(), id(exchange))) {
      throw noSuchDeadLetter();
    }
    exchange.sendJson(200, Map.of("removed", true));
  }

  void cleanup(Exchange exchange) throws IOException {
    Map<String, @Nullable Object> body = exchange.jsonBody();
    Queries.only(body, "older_than_s");
    Object given = body.get("older_than_s");
    if (given == null) {
      throw Queries.wrong("older_than_s", "is missing; dead letters older than this are removed");
    }
    long seconds =
        Queries.whole("older_than_s", given.toString(), 0, Duration.ofDays(3650).toSeconds());
    int removed =
        engine.deadLetters().removeOlderThan(exchange.caller(), Duration.ofSeconds(seconds));
    exchange.sendJson(
        200,
        Map.of("removed", removed, "has_more", removed == DeadLetterDirectory.REMOVED_AT_ONCE));
  }

  private static TaskId id(Exchange exchange) {
    return TaskId.parse(exchange.variable("id")).orElseThrow(DeadLetterRoutes::noSuchDeadLetter);
  }

  private static RefusedException noSuchDeadLetter() {
    return new RefusedException(
        Problem.notFound(
            "You have no dead letter with this task id; GET /api/dlq lists those that you have."));
  }
}
