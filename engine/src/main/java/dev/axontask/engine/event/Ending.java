package dev.axontask.engine.event;

import dev.axontask.engine.breaker.TargetWord;
import org.jspecify.annotations.Nullable;

/**
 * What is written to the rows of the task and of its attempt together with the terminal event. The
 * task's state is the word of the terminal event's kind.
 *
 * @param exitCode of a command that ended by itself or was told to
 * @param signal that killed the command
 * @param errorJson a JSON object {@code code, message, transient}
 * @param outcome the word for {@code attempts.outcome}
 * @param target what the end says about the task's target, which its circuit breaker hears by the
 *     same commit
 */
public record Ending(
    @Nullable Integer exitCode,
    @Nullable Integer signal,
    @Nullable String errorJson,
    String outcome,
    TargetWord target) {

  /** One that says nothing about the target. */
  public Ending(
      @Nullable Integer exitCode,
      @Nullable Integer signal,
      @Nullable String errorJson,
      String outcome) {
    this(exitCode, signal, errorJson, outcome, TargetWord.NOTHING);
  }
}
