package dev.axontask.engine.input;

import dev.axontask.engine.Caller;
import dev.axontask.engine.Limits;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.RegisteredAdapter;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventDraft;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.OneOffAppend;
import dev.axontask.engine.event.Publisher;
import dev.axontask.engine.task.Doorbell;
import dev.axontask.engine.task.FieldProblem;
import dev.axontask.engine.task.Task;
import dev.axontask.engine.task.TaskDirectory;
import dev.axontask.engine.task.TaskState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Accepts input to running tasks. Thread-safe. */
public final class SentInputs {
  private static final JsonMapper JSON = new JsonMapper();

  private final Database database;
  private final TaskDirectory tasks;
  private final AdapterRegistry adapters;
  private final OneOffAppend log;
  private final Publisher publisher;
  private final Doorbell doorbell;

  public SentInputs(
      Database database,
      TaskDirectory tasks,
      AdapterRegistry adapters,
      OneOffAppend log,
      Publisher publisher,
      Doorbell doorbell) {
    this.database = database;
    this.tasks = tasks;
    this.adapters = adapters;
    this.log = log;
    this.publisher = publisher;
    this.doorbell = doorbell;
  }

  /** What a transaction did: the answer, and the event to publish. */
  private record Done(Sent answer, @Nullable Event event) {
    static Done refused(Sent answer) {
      return new Done(answer, null);
    }
  }

  /** Sends; what is accepted is durable when this returns. */
  public Sent send(Caller caller, TaskId id, Sending sending) {
    Optional<FieldProblem> problem = problem(sending);
    if (problem.isPresent()) {
      return new Sent.Invalid(List.of(problem.get()));
    }
    Optional<Task> task = tasks.find(caller, id);
    if (task.isEmpty()) {
      return new Sent.NotFound();
    }
    Optional<String> remedy = notTaken(task.get(), sending.what());
    if (remedy.isPresent()) {
      return new Sent.NotTaken(remedy.get());
    }
    Done done = database.asTenant(caller.tenant(), tx -> send(tx, caller.tenant(), id, sending));
    if (done.event() != null) {
      publisher.publish(id, List.of(done.event()));
      doorbell.ringInput();
    }
    return done.answer();
  }

  private static Optional<FieldProblem> problem(Sending sending) {
    String inputId = sending.inputId();
    if (inputId != null && !inputId.matches("[\\x21-\\x7e]{1,64}")) {
      return Optional.of(
          new FieldProblem("input_id", "must have 1 to 64 visible ASCII characters"));
    }
    return switch (sending.what()) {
      case Sending.What.Signal signal -> Optional.empty();
      case Sending.What.Bytes(byte[] bytes, boolean last) when bytes.length == 0 && !last ->
          Optional.of(new FieldProblem("text", "is empty; send something, or eof"));
      case Sending.What.Bytes(byte[] bytes, boolean last) when bytes.length > Limits.INPUT_BYTES ->
          Optional.of(
              new FieldProblem(
                  "text", "has more than " + Limits.INPUT_BYTES + " bytes; send it in pieces"));
      case Sending.What.Bytes bytes -> Optional.empty();
    };
  }

  /** What to do if this task takes no such input. */
  private Optional<String> notTaken(Task task, Sending.What what) {
    Optional<RegisteredAdapter> adapter = adapters.find(task.adapter());
    if (adapter.isEmpty()) {
      return Optional.of("The adapter \"" + task.adapter() + "\" is not there any more.");
    }
    boolean taken =
        switch (what) {
          case Sending.What.Signal signal -> adapter.get().adapter().takesSignals();
          case Sending.What.Bytes bytes -> adapter.get().adapter().takesBytes(args(task));
        };
    return taken ? Optional.empty() : Optional.of(adapter.get().adapter().howToTakeBytes());
  }

  private static Map<String, @Nullable Object> args(Task task) {
    Map<String, @Nullable Object> args = new LinkedHashMap<>();
    Map<?, ?> read = JSON.readValue(task.args(), Map.class);
    read.forEach((name, value) -> args.put(String.valueOf(name), value));
    return args;
  }

  /**
   * A crash before the commit leaves nothing, and the sender without an answer; after it the input
   * is accepted, also if nobody hears of it: whoever runs the task looks once a second.
   */
  private Done send(Connection tx, TenantId tenant, TaskId id, Sending sending)
      throws SQLException {
    SentRows.Locked locked = SentRows.lock(tx, id).orElseThrow();
    byte[] payload = SentPayload.of(sending.what());
    if (sending.inputId() != null) {
      Optional<SentRows.Known> known = SentRows.known(tx, id, sending.inputId());
      if (known.isPresent()) {
        return Done.refused(
            known.get().is(payload)
                ? new Sent.Accepted(known.get().seq(), true)
                : new Sent.Conflict());
      }
    }
    if (locked.state() != TaskState.RUNNING) {
      return Done.refused(
          locked.state().terminal()
              ? new Sent.Ended(locked.state())
              : new Sent.NotRunning(locked.state()));
    }
    SentRows.Standing standing = SentRows.standing(tx, id, locked.attempt());
    Optional<Sent.Refused> refused = Room.refusal(standing, sending.what());
    if (refused.isPresent()) {
      return Done.refused(refused.get());
    }
    return append(tx, tenant, id, locked, standing.size(), payload, sending);
  }

  private Done append(
      Connection tx,
      TenantId tenant,
      TaskId id,
      SentRows.Locked locked,
      long offset,
      byte[] payload,
      Sending sending)
      throws SQLException {
    EventKind kind =
        switch (sending.what()) {
          case Sending.What.Bytes bytes -> EventKind.INPUT;
          case Sending.What.Signal signal -> EventKind.SIGNAL;
        };
    Optional<Event> event =
        log.append(tx, tenant, id, new EventDraft(locked.attempt(), kind, payload, null), null);
    if (event.isEmpty()) {
      throw new IllegalStateException("running task " + id + " has a closed log");
    }
    SentRows.insert(tx, tenant, id, event.get(), offset, sending);
    return new Done(new Sent.Accepted(event.get().seq(), false), event.get());
  }
}
