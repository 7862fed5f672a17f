package dev.axontask.engine.event;

import dev.axontask.adapter.ResumePoint;
import dev.axontask.engine.FencingToken;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tables {@code task_heads} and {@code task_events} in memory, for a simulation: what {@link
 * GroupWriter} and {@link OneOffAppend} say in SQL, said in Java. Each call is a transaction, and
 * changes all or nothing. For one thread.
 */
public final class ModelLog {

  /** The rows of tasks and attempts, which end with the terminal event. */
  public interface Ends {
    /** Whether the task has not ended. */
    boolean open(TaskId task);

    /** Ends the task and its attempt. */
    void end(TaskId task, int attempt, EventKind kind);
  }

  private final Map<TaskId, Head> heads = new HashMap<>();
  private final Map<TaskId, List<Event>> events = new HashMap<>();
  private final Ends ends;
  private final Salts salts;

  public ModelLog(Ends ends, SecureRandom random) {
    this.ends = ends;
    this.salts = new Salts(random);
  }

  /** The head and no event of a task that was just accepted. */
  public void begin(TaskId task, Genesis genesis) {
    long created = Micros.of(genesis.createdAt());
    heads.put(
        task,
        new Head(0, genesis.hash(), created, new FencingToken(0), ResumePoint.BEGINNING, false));
    events.put(task, new ArrayList<>());
  }

  public Head head(TaskId task) {
    return Optional.ofNullable(heads.get(task)).orElseThrow();
  }

  /** All events of a task, in order. */
  public List<Event> events(TaskId task) {
    return Collections.unmodifiableList(stored(task));
  }

  private List<Event> stored(TaskId task) {
    return Optional.ofNullable(events.get(task)).orElseThrow();
  }

  /** The events after a position, in order; at most so many. */
  public List<Event> after(TaskId task, long seq, int atMost) {
    return stored(task).stream().filter(event -> event.seq() > seq).limit(atMost).toList();
  }

  /** From now on the former holder of the token writes nothing. */
  public Head raise(TaskId task) {
    Head head = head(task);
    heads.put(task, withToken(head, new FencingToken(head.token().value() + 1)));
    return head(task);
  }

  private static Head withToken(Head head, FencingToken token) {
    return new Head(
        head.lastSeq(),
        head.lastHash(),
        head.lastTsMicros(),
        token,
        head.resumePoint(),
        head.closed());
  }

  /**
   * Adds one event, as {@link OneOffAppend} does.
   *
   * @param expected the token that the head must still have; null if any will do
   */
  public Optional<Event> append(
      TenantId tenant, TaskId task, EventDraft draft, long ts, @Nullable FencingToken expected) {
    Head head = head(task);
    if (head.closed() || (expected != null && !expected.equals(head.token()))) {
      return Optional.empty();
    }
    long at = Math.max(head.lastTsMicros(), ts);
    Event event =
        Part.event(
            tenant.value(),
            task.value(),
            head.lastSeq() + 1,
            at,
            draft,
            salts.next(),
            head.lastHash());
    ResumePoint next = draft.next() == null ? head.resumePoint() : draft.next();
    boolean terminal = draft.kind().terminal();
    heads.put(task, new Head(event.seq(), event.hash(), at, head.token(), next, terminal));
    stored(task).add(event);
    return Optional.of(event);
  }

  /** Writes a group, as {@link GroupWriter} does. */
  GroupWriter.Written write(List<Part> group) throws SQLException {
    Set<Part> durable = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Part part : group) {
      if (moves(part) && part.ending() != null && !ends.open(part.log().task())) {
        throw new SQLException("a task has ended although its chain is open", "23000");
      }
    }
    List<GroupWriter.Outrun> outrun = new ArrayList<>();
    for (Part part : group) {
      if (moves(part)) {
        move(part);
        durable.add(part);
      } else if (recognised(part)) {
        durable.add(part);
      } else if (outrun(part)) {
        outrun.add(new GroupWriter.Outrun(part, head(part.log().task())));
      }
    }
    return new GroupWriter.Written(durable, outrun);
  }

  private boolean moves(Part part) {
    Head head = head(part.log().task());
    return head.token().equals(part.before().token())
        && !head.closed()
        && head.lastSeq() == part.before().lastSeq()
        && Arrays.equals(head.lastHash(), part.before().lastHash());
  }

  private void move(Part part) {
    TaskId task = part.log().task();
    heads.put(task, part.after());
    stored(task).addAll(part.events());
    if (part.ending() != null) {
      Event last = part.events().getLast();
      ends.end(task, last.attempt(), EventKind.ofWord(last.kind()).orElseThrow());
    }
  }

  private boolean recognised(Part part) {
    return stored(part.log().task()).stream()
        .filter(event -> event.seq() == part.after().lastSeq())
        .anyMatch(event -> Arrays.equals(event.hash(), part.after().lastHash()));
  }

  private boolean outrun(Part part) {
    Head head = head(part.log().task());
    return !head.closed()
        && head.token().equals(part.before().token())
        && head.lastSeq() > part.before().lastSeq()
        && after(part.log().task(), part.before().lastSeq(), Integer.MAX_VALUE).stream()
            .allMatch(event -> event.kind().equals("input"));
  }
}
