package dev.axontask.engine.task;

import java.util.List;
import java.util.Set;

/** What became of answers to a task's questions. */
public sealed interface Answering {

  /** There is no such task, or it is another tenant's. */
  record NotFound() implements Answering {}

  /** Some cannot be stored; none was taken. */
  record Invalid(List<FieldProblem> problems) implements Answering {}

  /**
   * These are durable, and reach the work.
   *
   * @param keys without those of questions that were answered before, were never asked, or whose
   *     task has ended
   */
  record Taken(Set<String> keys) implements Answering {}
}
