package dev.axontask.engine.task;

import dev.axontask.engine.FencingToken;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventKind;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Carries out what follows an attempt: one transaction, the caller's, whose commit makes all of it
 * durable or nothing. Thread-safe.
 */
public final class Verdicts {
  private final UnattendedEnd ends;
  private final Requeue requeue;
  private final RandomGenerator random;

  /**
   * @param random for the jitter of pauses; thread-safe
   */
  public Verdicts(UnattendedEnd ends, RandomGenerator random) {
    this.ends = ends;
    this.requeue = new Requeue(ends.log());
    this.random = random;
  }

  /** What follows, by the task's policy. */
  public NextStep after(EndedAttempt attempt, RetryPolicy policy) {
    return policy.after(attempt, random);
  }

  /**
   * Writes what follows.
   *
   * @param payload of the terminal event that the attempt alone would mean
   * @param expected the token that the head must still have
   * @return the event, to publish after the commit; empty if this was written before or the token
   *     is another, and nothing was written
   */
  public Optional<Event> write(
      Connection tx,
      TenantId tenant,
      TaskId task,
      EndedAttempt attempt,
      NextStep next,
      EndPayload payload,
      FencingToken expected)
      throws SQLException {
    EventKind alone = EventKind.ofWord(attempt.how().word()).orElseThrow();
    return switch (next) {
      case NextStep.End end ->
          ends.end(tx, tenant, task, attempt.number(), alone, payload, expected);
      case NextStep.Retry retry ->
          requeue.run(
              tx,
              tenant,
              task,
              attempt.number(),
              alone.word(),
              Objects.requireNonNull(payload.error(), "what is tried again has an error"),
              retry.delay(),
              expected);
      case NextStep.DeadLetter dead ->
          ends.deadLetter(
              tx, tenant, task, attempt.number(), alone, dead.reason(), payload, expected);
    };
  }

  /** Whether the attempt has ended, whoever ended it. */
  public boolean ended(Connection tx, TaskId task, int number) throws SQLException {
    return !AttemptRows.open(tx, task, number);
  }
}
