package dev.axontask.engine.schedule;

import dev.axontask.engine.Caller;
import dev.axontask.engine.Limits;
import dev.axontask.engine.schedule.ScheduleAnswer.Invalid;
import dev.axontask.engine.schedule.ScheduleAnswer.NameTaken;
import dev.axontask.engine.schedule.ScheduleAnswer.NotFound;
import dev.axontask.engine.schedule.ScheduleAnswer.Stored;
import dev.axontask.engine.schedule.ScheduleAnswer.TooMany;
import dev.axontask.engine.task.FieldProblem;
import dev.axontask.engine.task.TaskRequest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** One change of a schedule, within one transaction; a crash before its commit leaves no change. */
final class ScheduleChanges {
  private final Schedules.Parts parts;
  private final Caller caller;
  private final ScheduleStore store;

  ScheduleChanges(Schedules.Parts parts, Caller caller, ScheduleStore store) {
    this.parts = parts;
    this.caller = caller;
    this.store = store;
  }

  ScheduleAnswer create(ScheduleRequest request, boolean paused) throws SQLException {
    Instant now = store.lockForNew();
    ScheduleId id = new ScheduleId(parts.ids().get());
    Optional<ScheduleAnswer> refusal = refusal(id, request, now, true);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (store.count() >= Limits.SCHEDULES) {
      return new TooMany(Limits.SCHEDULES);
    }
    Instant planned = first(request, now, now);
    Schedule made = made(id, request, now, planned, paused);
    store.insert(made, parts.dueTimes().due(made.policies(), planned));
    return stored(id);
  }

  private Schedule made(
      ScheduleId id, ScheduleRequest request, Instant now, Instant planned, boolean paused) {
    return new Schedule(
        id,
        caller.principal(),
        request.name(),
        request.kind(),
        paused ? ScheduleState.PAUSED : ScheduleState.ACTIVE,
        request.cron(),
        request.zoneOrUtc(),
        request.runAt(now),
        parts.reader().read(request.task()).adapter(),
        request.task(),
        request.policies(),
        false,
        planned,
        null,
        null,
        null,
        now,
        now);
  }

  ScheduleAnswer change(ScheduleId id, UnaryOperator<ScheduleRequest> edit) throws SQLException {
    Instant now = store.lockForNew();
    Optional<Schedule> found = store.find(id, true);
    if (found.isEmpty()) {
      return new NotFound();
    }
    Schedule old = found.get();
    ScheduleRequest request = edit.apply(old.request());
    boolean anew = timesDiffer(old, request);
    Optional<ScheduleAnswer> refusal = refusal(id, request, now, anew);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    if (anew) {
      Instant planned = first(request, now, store.notBefore(id, now));
      Schedule next = changed(old, request, now).beginning(request.kind(), planned);
      store.update(next, parts.dueTimes().due(next.policies(), planned), true);
    } else {
      store.update(changed(old, request, now), old.nextRunAt(), false);
    }
    return stored(id);
  }

  private Schedule changed(Schedule old, ScheduleRequest request, Instant now) {
    return new Schedule(
        old.id(),
        old.principal(),
        request.name(),
        old.kind(),
        old.state(),
        request.cron(),
        request.zoneOrUtc(),
        request.runAt(now),
        parts.reader().read(request.task()).adapter(),
        request.task(),
        request.policies(),
        old.held(),
        old.plannedAt(),
        old.nextRunAt(),
        old.lastRunAt(),
        old.lastTask(),
        old.createdAt(),
        now);
  }

  private static boolean timesDiffer(Schedule old, ScheduleRequest request) {
    return request.delay() != null
        || !Objects.equals(old.cron(), request.cron())
        || !Objects.equals(old.runAt(), request.runAt())
        || (request.cron() != null && !old.zone().equals(request.zoneOrUtc()));
  }

  private static Instant first(ScheduleRequest request, Instant now, Instant after) {
    return Timing.of(request.cron(), request.zoneOrUtc(), request.runAt(now))
        .first(after)
        .orElseThrow();
  }

  ScheduleAnswer pause(ScheduleId id) throws SQLException {
    Optional<Schedule> found = store.find(id, true);
    if (found.isEmpty()) {
      return new NotFound();
    }
    if (found.get().state() == ScheduleState.ACTIVE) {
      store.pause(id);
    }
    return stored(id);
  }

  ScheduleAnswer resume(ScheduleId id) throws SQLException {
    Optional<Schedule> found = store.find(id, true);
    if (found.isEmpty()) {
      return new NotFound();
    }
    Schedule paused = found.get();
    if (paused.state() == ScheduleState.PAUSED) {
      Optional<Instant> next = paused.timing().first(store.notBefore(id, store.now()));
      if (next.isPresent()) {
        store.resume(id, next.get(), parts.dueTimes().due(paused.policies(), next.get()));
      } else {
        store.end(id);
      }
    }
    return stored(id);
  }

  private ScheduleAnswer stored(ScheduleId id) throws SQLException {
    return new Stored(store.find(id, false).orElseThrow());
  }

  private Optional<ScheduleAnswer> refusal(
      ScheduleId id, ScheduleRequest request, Instant now, boolean times) throws SQLException {
    List<FieldProblem> problems = new ArrayList<>(ScheduleCheck.problems(request, now, times));
    if (problems.isEmpty()) {
      TaskRequest task = new RunRequest(parts.reader()).of(id, request.name(), request.task(), now);
      parts.submissions().problems(caller, task).stream()
          .map(problem -> new FieldProblem("task." + problem.field(), problem.message()))
          .forEach(problems::add);
    }
    if (!problems.isEmpty()) {
      return Optional.of(new Invalid(problems));
    }
    return store.named(request.name()).filter(other -> !other.equals(id)).isPresent()
        ? Optional.of(new NameTaken(request.name()))
        : Optional.empty();
  }
}
