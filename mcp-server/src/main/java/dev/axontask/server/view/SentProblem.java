package dev.axontask.server.view;

import dev.axontask.engine.input.Sent;
import dev.axontask.server.http.Problem;
import dev.axontask.server.http.ProblemCode;

/** Why an input was not taken, for tools and plain HTTP. */
public final class SentProblem {
  private SentProblem() {}

  public static Problem of(Sent.Refused refused) {
    return switch (refused) {
      case Sent.Ended(var state) ->
          Problem.of(
              ProblemCode.CONFLICT,
              "The task has ended (%s); nothing can be sent to it any more."
                  .formatted(state.word()));
      case Sent.NotRunning(var state) ->
          Problem.unavailable(
              "The task is %s and takes input once it runs; send it again then."
                  .formatted(state.word()));
      case Sent.NotTaken(String remedy) ->
          Problem.of(ProblemCode.CONFLICT, "This task takes no such input. " + remedy);
      case Sent.Closed closed ->
          Problem.of(
              ProblemCode.CONFLICT,
              "The end of this task's standard input was sent; nothing can follow.");
      case Sent.Full(long waiting) ->
          Problem.unavailable(
              "The task does not read its standard input (%d bytes wait); send this again later."
                  .formatted(waiting));
      case Sent.Conflict conflict ->
          Problem.of(
              ProblemCode.CONFLICT,
              "This input_id stands for another input of this task; use another one.");
    };
  }
}
