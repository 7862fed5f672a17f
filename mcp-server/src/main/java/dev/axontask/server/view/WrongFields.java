package dev.axontask.server.view;

import dev.axontask.engine.task.FieldProblem;
import dev.axontask.server.http.Problem;
import java.util.List;

/** Fields that are wrong, as a refusal of plain HTTP. */
public final class WrongFields {
  private WrongFields() {}

  public static Problem of(List<FieldProblem> problems) {
    return Problem.ofFields(
        problems.stream().map(p -> new Problem.FieldError(p.field(), p.message())).toList());
  }
}
