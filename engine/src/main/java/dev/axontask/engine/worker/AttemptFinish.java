package dev.axontask.engine.worker;

import dev.axontask.adapter.SinkClosedException;
import dev.axontask.engine.FencingToken;
import dev.axontask.engine.breaker.TargetKey;
import dev.axontask.engine.db.DatabaseUnavailableException;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.TaskLog;
import dev.axontask.engine.task.EndPayload;
import dev.axontask.engine.task.EndedAttempt;
import dev.axontask.engine.task.NextStep;
import dev.axontask.engine.task.Verdicts;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the end of a followed attempt durable, and what follows from it: the task ends, or goes
 * back into the queue, or is a dead letter. Under the attempt's own fencing token, whichever it is.
 */
final class AttemptFinish {
  private static final Logger LOG = LoggerFactory.getLogger(AttemptFinish.class);
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final AttemptTools tools;
  private final Claim claim;
  private final TaskLog log;

  AttemptFinish(AttemptTools tools, Claim claim, TaskLog log) {
    this.tools = tools;
    this.claim = claim;
    this.log = log;
  }

  /**
   * Returns when it is durable. A crash before that leaves the attempt open: the next process of
   * this host finds the same end again, or says that it cannot.
   *
   * @param payload of the terminal event that the attempt alone would mean
   * @throws SinkClosedException if the attempt is not ours to end, or somebody ended it
   * @throws InterruptedException if this process lets go of the attempt first
   */
  void finish(AttemptEnd end, EndedAttempt ended, EndPayload payload)
      throws SinkClosedException, InterruptedException {
    NextStep next = tools.verdicts().after(ended, claim.retries());
    switch (next) {
      case NextStep.End as ->
          log.finish(
              new EventDraft(claim.number(), end.kind(), payload.json(), null), end.ending());
      case NextStep.Retry retry -> {
        write(end, ended, next, payload);
        LOG.info("attempt {} is tried again in {}: {}", claim.id(), retry.delay(), end.kind());
      }
      case NextStep.DeadLetter dead -> write(end, ended, next, payload);
    }
  }

  /**
   * What a try came to.
   *
   * @param event to publish; empty if nothing was written
   * @param ended whether the attempt has ended, whoever ended it
   * @param opened circuit breakers that heard of it
   */
  private record Try(Optional<Event> event, boolean ended, List<TargetKey> opened) {}

  /**
   * Writes for as long as it takes. A commit whose answer was lost is found by the next try: the
   * attempt has ended by then, and nothing is written twice. If it has not, that commit was none,
   * and somebody else holds the attempt: what it left on this host is theirs.
   */
  private void write(AttemptEnd end, EndedAttempt ended, NextStep next, EndPayload payload)
      throws SinkClosedException, InterruptedException {
    log.handOver();
    boolean perhapsWritten = false;
    while (true) {
      try {
        Try made = once(end, ended, next, payload);
        made.event()
            .ifPresent(written -> tools.publisher().publish(claim.task(), List.of(written)));
        tools.breakers().opened(made.opened());
        if (made.event().isEmpty() && !(perhapsWritten && made.ended())) {
          throw new SinkClosedException("somebody else ended the attempt or holds the task");
        }
        return;
      } catch (DatabaseUnavailableException away) {
        perhapsWritten |= away.outcomeUnknown();
        LOG.warn("the end of attempt {} is not written yet: {}", claim.id(), away.getMessage());
        Thread.sleep(PAUSE);
      }
    }
  }

  /** On a thread that nobody interrupts: an interrupt closes the connection under a transaction. */
  private Try once(AttemptEnd end, EndedAttempt ended, NextStep next, EndPayload payload)
      throws InterruptedException {
    FutureTask<Try> transaction = new FutureTask<>(() -> transaction(end, ended, next, payload));
    Thread.ofVirtual().name("end-of-" + claim.id()).start(transaction);
    try {
      return transaction.get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException known
          ? known
          : new IllegalStateException("an attempt's end failed", failed.getCause());
    }
  }

  private Try transaction(AttemptEnd end, EndedAttempt ended, NextStep next, EndPayload payload) {
    return tools.database().asWorker(tx -> transaction(tx, end, ended, next, payload));
  }

  private Try transaction(
      Connection tx, AttemptEnd end, EndedAttempt ended, NextStep next, EndPayload payload)
      throws SQLException {
    Verdicts verdicts = tools.verdicts();
    FencingToken token = claim.head().token();
    Optional<Event> event =
        verdicts.write(tx, claim.tenant(), claim.task(), ended, next, payload, token);
    if (event.isEmpty()) {
      return new Try(event, verdicts.ended(tx, claim.task(), ended.number()), List.of());
    }
    return new Try(event, true, tools.breakers().take(tx, List.of(end.said(claim.task()))));
  }
}
