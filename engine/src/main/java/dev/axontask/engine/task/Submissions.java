package dev.axontask.engine.task;

import dev.axontask.adapter.Readiness;
import dev.axontask.engine.Caller;
import dev.axontask.engine.Limits;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.adapters.AdapterRegistry;
import dev.axontask.engine.adapters.RegisteredAdapter;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.event.Genesis;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Takes tasks in. Thread-safe; made for many callers at once, whose commits it shares. */
public final class Submissions implements AutoCloseable {
  private final AdapterRegistry adapters;
  private final InstantSource clock;
  private final Supplier<UUID> ids;
  private final SubmitGroups groups;
  private final Cancellations cancellations;
  private final Doorbell doorbell;
  private final MeterRegistry meters;

  /**
   * @param ids makes UUIDs of version 7
   */
  public Submissions(
      Database database,
      AdapterRegistry adapters,
      Cancellations cancellations,
      Doorbell doorbell,
      InstantSource clock,
      Supplier<UUID> ids,
      MeterRegistry meters) {
    this(database, adapters, cancellations, doorbell, clock, ids, meters, System::nanoTime);
  }

  /**
   * @param nanos a monotonic clock
   */
  Submissions(
      Database database,
      AdapterRegistry adapters,
      Cancellations cancellations,
      Doorbell doorbell,
      InstantSource clock,
      Supplier<UUID> ids,
      MeterRegistry meters,
      LongSupplier nanos) {
    this.meters = meters;
    this.adapters = adapters;
    this.clock = clock;
    this.ids = ids;
    this.cancellations = cancellations;
    this.doorbell = doorbell;
    this.groups = new SubmitGroups(database, cancellations, doorbell, nanos);
  }

  /**
   * Checks the request and stores the task. When this returns {@link Submission.Accepted}, the task
   * is durable and will be run.
   *
   * @throws dev.axontask.engine.db.DatabaseUnavailableException if the database was away for 10 s;
   *     whether the task was stored is not known then, and the same idempotency key asks safely
   * @throws SubmitRefusedException if too many wait already
   */
  public Submission submit(Caller caller, TaskRequest request) {
    return answered(begin(caller, request));
  }

  /**
   * Takes several requests in, each on its own: they share commits with each other and with those
   * of other callers, and one that is refused does not keep the others from being taken.
   *
   * @param requests at most {@value dev.axontask.engine.Limits#BULK}
   * @return the answer to each, in their order
   */
  public List<BulkAnswer> submitAll(Caller caller, List<TaskRequest> requests) {
    if (requests.size() > Limits.BULK) {
      throw new IllegalArgumentException("more than " + Limits.BULK + " requests at once");
    }
    List<Supplier<Submission>> begun =
        requests.stream().map(request -> beginOrFail(caller, request)).toList();
    return begun.stream().map(Submissions::bulkAnswer).toList();
  }

  private Supplier<Submission> beginOrFail(Caller caller, TaskRequest request) {
    try {
      CompletableFuture<Submission> begun = begin(caller, request);
      return () -> answered(begun);
    } catch (SubmitRefusedException refused) {
      return () -> {
        throw refused;
      };
    }
  }

  private static BulkAnswer bulkAnswer(Supplier<Submission> begun) {
    try {
      return new BulkAnswer.Answered(begun.get());
    } catch (RuntimeException failure) {
      return new BulkAnswer.Failed(failure);
    }
  }

  /**
   * A submit within somebody's transaction.
   *
   * @param afterCommit to be run once that has committed; losing it costs a poll's time
   */
  public record Within(Submission answer, Runnable afterCommit) {}

  /**
   * Checks the request and stores the task as a part of a transaction of the caller's, which runs
   * as the caller's tenant: the commit makes it durable, and a rollback leaves nothing of it. After
   * a refusal that transaction may go on.
   */
  public Within submit(Connection tx, Caller caller, TaskRequest request) throws SQLException {
    return switch (drafted(caller, request)) {
      case Refused(Submission why) -> new Within(why, () -> {});
      case Draft(NewTask task) -> {
        SubmitTransaction.Done done =
            new SubmitTransaction(tx, caller.tenant(), cancellations).run(List.of(task), false);
        yield new Within(done.answers().getFirst(), () -> told(done));
      }
    };
  }

  private void told(SubmitTransaction.Done done) {
    done.canceled().forEach(cancellations::tell);
    doorbell.ringWork();
  }

  /**
   * What is wrong with a request; empty if it could be submitted, now or once its adapter works.
   */
  public List<FieldProblem> problems(Caller caller, TaskRequest request) {
    Submission why =
        switch (drafted(caller, request)) {
          case Refused(Submission refused) -> refused;
          case Draft(NewTask task) -> task.refusal();
        };
    return why instanceof Submission.Invalid(List<FieldProblem> problems) ? problems : List.of();
  }

  private Submission counted(Submission answer) {
    Counter.builder("axontask.tasks")
        .description("Requests to start a task, by their answer")
        .tag("status", status(answer))
        .register(meters)
        .increment();
    return answer;
  }

  private static String status(Submission answer) {
    return switch (answer) {
      case Submission.Accepted accepted -> accepted.deduplicated() ? "deduplicated" : "accepted";
      case Submission.Invalid invalid -> "invalid";
      case Submission.Conflict conflict -> "conflict";
      case Submission.Duplicate duplicate -> "duplicate";
      case Submission.AdapterUnavailable unavailable -> "unavailable";
    };
  }

  /**
   * A request that was looked at: a task to be stored, or why there is none. One that is refused
   * and has a key is a task with a refusal: the key may stand for it since a time when it was
   * accepted.
   */
  private sealed interface Drafted {}

  private record Draft(NewTask task) implements Drafted {}

  private record Refused(Submission why) implements Drafted {}

  /** Answered already if there is nothing to store. */
  private CompletableFuture<Submission> begin(Caller caller, TaskRequest request) {
    return switch (drafted(caller, request)) {
      case Refused(Submission why) -> CompletableFuture.completedFuture(why);
      case Draft(NewTask task) -> groups.submit(task);
    };
  }

  private Drafted drafted(Caller caller, TaskRequest request) {
    Optional<RegisteredAdapter> adapter = adapters.find(request.adapter());
    if (adapter.isEmpty()) {
      return new Refused(new Submission.Invalid(List.of(unknownAdapter(request.adapter()))));
    }
    RequestCheck check = new RequestCheck(request, clock.instant());
    Optional<CheckedRequest> checked = check.check(adapter.get());
    Optional<Submission.Refused> refusal = refusal(adapter.get(), check.problems());
    boolean mayRepeat = checked.isPresent() && request.idempotencyKey() != null;
    return refusal.isPresent() && !mayRepeat
        ? new Refused(refusal.get())
        : new Draft(newTask(caller, request, checked.orElseThrow(), refusal.orElse(null)));
  }

  private static Optional<Submission.Refused> refusal(
      RegisteredAdapter adapter, List<FieldProblem> problems) {
    if (adapter.readiness() instanceof Readiness.Unavailable(String reason, String remedy)) {
      return Optional.of(new Submission.AdapterUnavailable(adapter.name(), reason, remedy));
    }
    return problems.isEmpty() ? Optional.empty() : Optional.of(new Submission.Invalid(problems));
  }

  private FieldProblem unknownAdapter(String name) {
    String known =
        adapters.list().stream().map(RegisteredAdapter::name).collect(Collectors.joining(", "));
    return new FieldProblem("adapter", "there is no adapter \"" + name + "\"; there are: " + known);
  }

  private NewTask newTask(
      Caller caller,
      TaskRequest request,
      CheckedRequest checked,
      Submission.@Nullable Refused refusal) {
    TaskId id = new TaskId(ids.get());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    Genesis genesis =
        Genesis.of(caller.tenant(), id, now, checked.adapter(), checked.name(), checked.args());
    RequestDigest digest =
        checked.idempotencyKey() == null ? null : RequestDigest.of(request, checked);
    return new NewTask(
        id,
        caller.tenant(),
        caller.principal(),
        checked,
        digest,
        genesis,
        checked.startsAt(genesis.createdAt()),
        refusal);
  }

  private Submission answered(CompletableFuture<Submission> begun) {
    try {
      return counted(begun.join());
    } catch (CompletionException failure) {
      if (failure.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw failure;
    }
  }

  @Override
  public void close() {
    groups.close();
  }
}
