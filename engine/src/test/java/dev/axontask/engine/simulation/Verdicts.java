package dev.axontask.engine.simulation;

import dev.axontask.adapter.ResumePoint;
import dev.axontask.engine.FencingToken;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.task.EndedAttempt;
import dev.axontask.engine.task.NextStep;
import dev.axontask.engine.task.TaskState;
import java.util.Optional;

/** Transactions that carry out what the real policy says follows an attempt. */
final class Verdicts {
  private final Store store;
  private final Chance chance;

  Verdicts(Store store, Chance chance) {
    this.store = store;
    this.chance = chance;
  }

  NextStep after(EndedAttempt ended, Work work) {
    return work.policy().after(ended, chance.generator());
  }

  /**
   * What a try came to.
   *
   * @param event empty if the attempt has ended or the token is another: nothing was written
   * @param ended whether the attempt has ended, whoever ended it
   */
  record Try(Optional<Event> event, boolean ended) {}

  Try tryTo(TaskId task, EndedAttempt ended, NextStep next, FencingToken expected) {
    Optional<Event> event = write(task, ended, next, expected);
    return new Try(event, !open(task, ended.number()));
  }

  private boolean open(TaskId task, int attempt) {
    return store.openAttempt(task).filter(each -> each.number == attempt).isPresent();
  }

  /** Empty if the attempt has ended or the token is another: nothing was written. */
  Optional<Event> write(TaskId task, EndedAttempt ended, NextStep next, FencingToken expected) {
    if (!open(task, ended.number())) {
      return Optional.empty();
    }
    EventKind alone = EventKind.ofWord(ended.how().word()).orElseThrow();
    return switch (next) {
      case NextStep.End end -> store.end(task, ended.number(), alone, expected);
      case NextStep.Retry retry -> requeue(task, ended.number(), expected, retry);
      case NextStep.DeadLetter dead -> deadLetter(task, ended.number(), expected);
    };
  }

  /** One that is to be canceled gets no queue entry: whoever looks for such ends it. */
  private Optional<Event> requeue(
      TaskId task, int attempt, FencingToken expected, NextStep.Retry retry) {
    EventDraft draft = new EventDraft(attempt, EventKind.RETRY, Store.EMPTY, ResumePoint.BEGINNING);
    Optional<Event> event = store.append(task, draft, expected);
    if (event.isPresent()) {
      store.endAttempt(task, attempt);
      Rows.Task row = store.task(task);
      row.state = TaskState.PENDING;
      if (!row.cancelRequested) {
        store.queue.put(task, new Rows.Queued(task, store.now() + retry.delay().toNanos()));
      }
    }
    return event;
  }

  private Optional<Event> deadLetter(TaskId task, int attempt, FencingToken expected) {
    Optional<Event> event = store.end(task, attempt, EventKind.DEAD_LETTER, expected);
    if (event.isPresent()) {
      store.deadLetters.add(task);
    }
    return event;
  }
}
