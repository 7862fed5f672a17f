package dev.axontask.server.rest;

import dev.axontask.engine.adapters.RegisteredAdapter;
import dev.axontask.engine.schedule.RunPage;
import dev.axontask.engine.schedule.ScheduleAnswer;
import dev.axontask.engine.schedule.ScheduleId;
import dev.axontask.engine.schedule.SchedulePage;
import dev.axontask.engine.schedule.ScheduleRequest;
import dev.axontask.engine.schedule.Schedules;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.Problem;
import dev.axontask.server.http.ProblemCode;
import dev.axontask.server.http.RefusedException;
import dev.axontask.server.tools.Args;
import dev.axontask.server.view.ScheduleJson;
import dev.axontask.server.view.TaskJson;
import dev.axontask.server.view.WrongFields;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** {@code /api/schedules}. */
final class ScheduleRoutes {
  private final Schedules schedules;
  private final ScheduleBody bodies;

  ScheduleRoutes(Schedules schedules, List<RegisteredAdapter> adapters) {
    this.schedules = schedules;
    this.bodies = new ScheduleBody(adapters);
  }

  void create(Exchange exchange) throws IOException {
    Map<String, @Nullable Object> body = exchange.jsonBody();
    ScheduleRequest request = bodies.request(body);
    boolean paused = Boolean.TRUE.equals(body.get("paused"));
    ScheduleAnswer answer = schedules.create(exchange.caller(), request, paused);
    if (answer instanceof ScheduleAnswer.Stored(var schedule)) {
      exchange.setHeader("Location", "/api/schedules/" + schedule.id());
    }
    answer(exchange, 201, answer);
  }

  void list(Exchange exchange) throws IOException {
    Optional<String> cursor = exchange.query("cursor");
    Optional<ScheduleId> before = cursor.flatMap(ScheduleId::parse);
    if (cursor.isPresent() && before.isEmpty()) {
      throw Queries.wrong("cursor", "must be the next_cursor of the page before");
    }
    SchedulePage page =
        schedules.list(
            exchange.caller(),
            exchange.query("name").map(name -> Queries.storable("name", name)).orElse(null),
            limit(exchange, SchedulePage.DEFAULT_LIMIT, SchedulePage.MAX_LIMIT),
            before.orElse(null));
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("schedules", page.schedules().stream().map(ScheduleJson::of).toList());
    json.put("next_cursor", page.nextCursor());
    exchange.sendJson(200, json);
  }

  private static int limit(Exchange exchange, int usual, int most) {
    return (int) Queries.whole(exchange, "limit", usual, 1, most);
  }

  void get(Exchange exchange) throws IOException {
    answer(
        exchange,
        200,
        schedules
            .find(exchange.caller(), id(exchange))
            .<ScheduleAnswer>map(ScheduleAnswer.Stored::new)
            .orElseGet(ScheduleAnswer.NotFound::new));
  }

  void change(Exchange exchange) throws IOException {
    Map<String, @Nullable Object> changes = exchange.jsonBody();
    answer(
        exchange,
        200,
        schedules.change(exchange.caller(), id(exchange), old -> bodies.changed(old, changes)));
  }

  void pause(Exchange exchange) throws IOException {
    Queries.only(exchange.jsonBody());
    answer(exchange, 200, schedules.pause(exchange.caller(), id(exchange)));
  }

  void resume(Exchange exchange) throws IOException {
    Queries.only(exchange.jsonBody());
    answer(exchange, 200, schedules.resume(exchange.caller(), id(exchange)));
  }

  void delete(Exchange exchange) throws IOException {
    Queries.only(exchange.jsonBody());
    ScheduleId id = id(exchange);
    if (!schedules.remove(exchange.caller(), id)) {
      throw noSuchSchedule();
    }
    exchange.sendJson(200, Map.of("schedule_id", id.toString(), "deleted", true));
  }

  void runs(Exchange exchange) throws IOException {
    Optional<String> cursor = exchange.query("cursor");
    Optional<Instant> before = cursor.flatMap(Args::instant);
    if (cursor.isPresent() && before.isEmpty()) {
      throw Queries.wrong("cursor", "must be the next_cursor of the page before");
    }
    RunPage page =
        schedules
            .runs(
                exchange.caller(),
                id(exchange),
                limit(exchange, RunPage.DEFAULT_LIMIT, RunPage.MAX_LIMIT),
                before.orElse(null))
            .orElseThrow(ScheduleRoutes::noSuchSchedule);
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("runs", page.runs().stream().map(ScheduleJson::of).toList());
    json.put("next_cursor", TaskJson.time(page.before()));
    exchange.sendJson(200, json);
  }

  private static ScheduleId id(Exchange exchange) {
    return ScheduleId.parse(exchange.variable("id")).orElseThrow(ScheduleRoutes::noSuchSchedule);
  }

  private static RefusedException noSuchSchedule() {
    return new RefusedException(
        Problem.notFound(
            "You have no schedule with this id; GET /api/schedules lists those that you have."));
  }

  private static void answer(Exchange exchange, int status, ScheduleAnswer answer)
      throws IOException {
    switch (answer) {
      case ScheduleAnswer.Stored stored ->
          exchange.sendJson(status, ScheduleJson.of(stored.schedule()));
      case ScheduleAnswer.Invalid invalid -> exchange.refuse(WrongFields.of(invalid.problems()));
      case ScheduleAnswer.NameTaken taken ->
          exchange.refuse(
              Problem.of(
                  ProblemCode.CONFLICT,
                  "There is a schedule named \"%s\" already; change that one, or choose another name."
                      .formatted(taken.name())));
      case ScheduleAnswer.TooMany many ->
          exchange.refuse(
              Problem.of(
                  ProblemCode.CONFLICT,
                  "There are %d schedules, as many as there may be; delete one that has ended."
                      .formatted(many.limit())));
      case ScheduleAnswer.NotFound none -> throw noSuchSchedule();
    }
  }
}
