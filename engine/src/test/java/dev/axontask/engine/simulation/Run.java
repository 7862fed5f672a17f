package dev.axontask.engine.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.adapter.EndedBy;
import dev.axontask.adapter.Outcome;
import dev.axontask.adapter.ResumePoint;
import dev.axontask.adapter.SinkClosedException;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.SteppedAppender;
import dev.axontask.engine.task.EndedAttempt;
import dev.axontask.engine.task.NextStep;
import dev.axontask.engine.worker.SimulatedEnd;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One attempt in one process, from its claim to its end, or until the process lets go of it. */
final class Run {
  private static final Outcome CANCELED = new Outcome.Exited(143, EndedBy.CANCEL);

  private final Node node;
  private final Session session;
  private final Rows.Taken taken;
  private final Key key;
  private final SteppedAppender.Log log;
  private @Nullable Execution execution;
  private int emitted;

  /** The number of the last event that the log accepted. */
  private long accepted;

  private boolean canceled;
  private boolean over;

  Run(Node node, Session session, Rows.Taken taken) {
    this.node = node;
    this.session = session;
    this.taken = taken;
    this.key = new Key(taken.task(), taken.number());
    this.log = node.appender().open(TenantId.LOCAL, taken.task(), taken.head());
    String resume = taken.head().resumePoint().value();
    this.emitted = resume.isEmpty() ? 0 : Integer.parseInt(resume);
  }

  Key key() {
    return key;
  }

  TaskId task() {
    return taken.task();
  }

  /** Whether this may still try to write under this token. */
  boolean mayWrite(long token) {
    return !over && !log.closed() && taken.head().token().value() == token;
  }

  void begin() {
    node.world.audit.follows(this);
    if (taken.adopted() && (taken.recorded() || !taken.work().detached())) {
      reattach();
    } else {
      start();
    }
  }

  private void reattach() {
    Optional<Execution> found = node.host.find(key);
    execution = found.orElse(null);
    if (found.isEmpty()) {
      finish(SimulatedEnd.lost());
    } else if (append(EventKind.REATTACHED, "{}", null) > 0) {
      follow();
    }
  }

  private void start() {
    long started = append(EventKind.STARTED, "{}", null);
    if (started > 0 && taken.work().detached()) {
      startOnceDurable(started);
    } else if (started > 0) {
      execute();
    }
  }

  private void startOnceDurable(long started) {
    if (log.settled(started)) {
      node.world.faults.perhapsStandStillBeforeAStart(node);
      node.in(0, this::execute);
    } else if (log.closed()) {
      letGo();
    } else {
      node.in(20 * Agenda.MS, () -> startOnceDurable(started));
    }
  }

  /** A process that stood still before this line may have lost the task meanwhile. */
  private void execute() {
    if (over || !session.lease().writable()) {
      letGo();
      return;
    }
    Execution begun = new Execution(key, taken.work(), node.world.agenda.now());
    execution = begun;
    node.world.audit.starts(begun, node);
    if (taken.work().detached()) {
      node.host.start(begun);
    }
    follow();
  }

  private void follow() {
    Execution followed = execution;
    if (over || followed == null) {
      return;
    }
    long now = node.world.agenda.now();
    if (canceled) {
      followed.end(now, CANCELED);
    }
    while (emitted < followed.chunks(now)) {
      String text = taken.number() + ":" + emitted;
      if (append(EventKind.STDOUT, text, new ResumePoint(String.valueOf(emitted + 1))) == 0) {
        return;
      }
      emitted++;
    }
    if (followed.running(now)) {
      node.in(node.world.chance.between(10 * Agenda.MS, 300 * Agenda.MS), this::follow);
    } else {
      finish(SimulatedEnd.of(followed.outcome()));
    }
  }

  /** Gives the event's number, or 0 if the log is closed. */
  private long append(EventKind kind, String payload, @Nullable ResumePoint next) {
    return accept(kind, payload, next, null);
  }

  private long accept(
      EventKind kind, String payload, @Nullable ResumePoint next, @Nullable SimulatedEnd end) {
    EventDraft draft = new EventDraft(taken.number(), kind, payload.getBytes(UTF_8), next);
    try {
      accepted = end == null ? log.append(draft) : log.finish(draft, end.ending());
      node.write();
      return accepted;
    } catch (SinkClosedException notOurs) {
      letGo();
      return 0;
    } catch (InterruptedException nobodyDoes) {
      throw new IllegalStateException(nobodyDoes);
    }
  }

  private void finish(SimulatedEnd end) {
    EndedAttempt ended = end.facts(taken.number(), canceled);
    NextStep next = node.world.verdicts.after(ended, taken.work());
    if (next instanceof NextStep.End) {
      long number = accept(end.kind(), "{}", null, end);
      if (number > 0) {
        awaitEnd(number);
      }
    } else {
      handOver(() -> write(ended, next, false));
    }
  }

  private void awaitEnd(long number) {
    if (log.settled(number)) {
      cleanUp();
      letGo();
    } else if (log.closed()) {
      letGo();
    } else {
      node.in(20 * Agenda.MS, () -> awaitEnd(number));
    }
  }

  /** Waits until everything accepted is durable; from then on the log accepts nothing. */
  private void handOver(Runnable next) {
    if (log.closed()) {
      letGo();
    } else if (log.settled(accepted)) {
      log.close();
      next.run();
    } else {
      node.in(20 * Agenda.MS, () -> handOver(next));
    }
  }

  private void write(EndedAttempt ended, NextStep next, boolean perhapsWritten) {
    node.call(
        () -> node.world.verdicts.tryTo(task(), ended, next, taken.head().token()),
        made -> {
          if (!over) {
            made.event().ifPresent(event -> node.publish(task(), List.of(event)));
            if (made.event().isPresent() || (perhapsWritten && made.ended())) {
              cleanUp();
            }
            letGo();
          }
        },
        failed -> {
          if (!over) {
            boolean unknown = perhapsWritten || failed.outcomeUnknown;
            node.in(200 * Agenda.MS, () -> write(ended, next, unknown));
          }
        });
  }

  /** What the attempt left on its host goes; its end is durable. */
  private void cleanUp() {
    node.world.audit.acknowledgedEnd(key);
    node.host.cleanUp(key);
  }

  void cancel() {
    canceled = true;
  }

  /**
   * Writes nothing more. Work inside the process is killed; any other is left to the next owner.
   */
  void abandon() {
    log.close();
    letGo();
  }

  /** The process is gone. */
  void die() {
    letGo();
  }

  private void letGo() {
    over = true;
    Execution followed = execution;
    if (followed != null && !taken.work().detached()) {
      followed.end(node.world.agenda.now(), new Outcome.Unknown("killed with its process"));
    }
    session.ended(this);
    node.world.audit.leaves(this);
  }
}
