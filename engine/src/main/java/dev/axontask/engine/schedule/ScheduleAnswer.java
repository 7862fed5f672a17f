package dev.axontask.engine.schedule;

import dev.axontask.engine.task.FieldProblem;
import java.util.List;

/** The answer to a request about a schedule. */
public sealed interface ScheduleAnswer {

  /** It is durable so. */
  record Stored(Schedule schedule) implements ScheduleAnswer {}

  /** Something in the request is not allowed; nothing was changed. */
  record Invalid(List<FieldProblem> problems) implements ScheduleAnswer {}

  /** Another schedule has this name; nothing was changed. */
  record NameTaken(String name) implements ScheduleAnswer {}

  /** There are as many as there may be; nothing was changed. */
  record TooMany(int limit) implements ScheduleAnswer {}

  /** There is no such schedule, or it is another tenant's. */
  record NotFound() implements ScheduleAnswer {}
}
