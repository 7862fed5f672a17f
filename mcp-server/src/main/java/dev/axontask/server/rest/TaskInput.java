package dev.axontask.server.rest;

import dev.axontask.engine.Engine;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.input.Sending;
import dev.axontask.engine.input.Sent;
import dev.axontask.engine.task.FieldProblem;
import dev.axontask.server.catalog.InputCheck;
import dev.axontask.server.http.Exchange;
import dev.axontask.server.http.RefusedException;
import dev.axontask.server.tools.Args;
import dev.axontask.server.tools.InputArgs;
import dev.axontask.server.view.SentProblem;
import dev.axontask.server.view.WrongFields;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code POST /api/tasks/{id}/input}: what the tool {@code send_input} does. */
final class TaskInput {
  private final Engine engine;
  private final InputCheck check = new InputCheck(InputArgs.schema());

  TaskInput(Engine engine) {
    this.engine = engine;
  }

  void serve(Exchange exchange) throws IOException {
    TaskId task = Queries.task(exchange);
    Sending sending = sending(exchange.jsonBody());
    switch (engine.inputs().send(exchange.caller(), task, sending)) {
      case Sent.NotFound none -> throw Queries.noSuchTask();
      case Sent.Invalid(var problems) -> throw new RefusedException(WrongFields.of(problems));
      case Sent.Refused refused -> exchange.refuse(SentProblem.of(refused));
      case Sent.Accepted(long seq, boolean deduplicated) -> {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("seq", seq);
        json.put("deduplicated", deduplicated);
        exchange.sendJson(202, json);
      }
    }
  }

  private Sending sending(Map<String, @Nullable Object> body) {
    List<FieldProblem> problems = check.problems(body);
    if (!problems.isEmpty()) {
      throw new RefusedException(WrongFields.of(problems));
    }
    return switch (InputArgs.read(new Args(body))) {
      case InputArgs.Read.Wrong(FieldProblem problem) ->
          throw new RefusedException(WrongFields.of(List.of(problem)));
      case InputArgs.Read.Right(Sending sending) -> sending;
    };
  }
}
