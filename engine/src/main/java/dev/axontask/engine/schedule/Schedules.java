package dev.axontask.engine.schedule;

import dev.axontask.engine.Caller;
import dev.axontask.engine.db.Database;
import dev.axontask.engine.schedule.ScheduleAnswer.Stored;
import dev.axontask.engine.task.Submissions;
import java.sql.Connection;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes, shows and changes schedules. Another tenant's schedule is like a missing one. Whoever
 * changes one locks its row, as whoever fires it does. Thread-safe.
 */
public final class Schedules {
  /**
   * What changing schedules needs.
   *
   * @param ids makes UUIDs of version 7
   */
  record Parts(Submissions submissions, SpecReader reader, DueTimes dueTimes, Supplier<UUID> ids) {}

  private final Database database;
  private final Parts parts;

  /**
   * @param ids makes UUIDs of version 7
   */
  public Schedules(
      Database database,
      Submissions submissions,
      SpecReader reader,
      DueTimes dueTimes,
      Supplier<UUID> ids) {
    this.database = database;
    this.parts = new Parts(submissions, reader, dueTimes, ids);
  }

  /**
   * Makes a schedule. When this returns {@link Stored}, it is durable and will fire. A crash before
   * the commit leaves nothing; its name tells whoever asks again whether it is there.
   */
  public ScheduleAnswer create(Caller caller, ScheduleRequest request, boolean paused) {
    return database.asTenant(caller.tenant(), tx -> changes(tx, caller).create(request, paused));
  }

  public Optional<Schedule> find(Caller caller, ScheduleId id) {
    return database.asTenant(
        caller.tenant(), tx -> new ScheduleStore(tx, caller.tenant()).find(id, false));
  }

  /**
   * Lists schedules, newest first.
   *
   * @param name only the one of this name; null for all
   * @param before the cursor of the page before
   */
  public SchedulePage list(
      Caller caller, @Nullable String name, int limit, @Nullable ScheduleId before) {
    int most = Math.clamp(limit, 1, SchedulePage.MAX_LIMIT);
    return database.asTenant(
        caller.tenant(), tx -> new ScheduleStore(tx, caller.tenant()).list(name, most, before));
  }

  /**
   * Changes a schedule. If its times change, it begins anew with the first one after now.
   *
   * @param edit makes of what the schedule is what it shall be; may be called more than once
   */
  public ScheduleAnswer change(Caller caller, ScheduleId id, UnaryOperator<ScheduleRequest> edit) {
    return database.asTenant(caller.tenant(), tx -> changes(tx, caller).change(id, edit));
  }

  /** Starts no more tasks until it is resumed. Those that run go on. Pausing twice is no error. */
  public ScheduleAnswer pause(Caller caller, ScheduleId id) {
    return database.asTenant(caller.tenant(), tx -> changes(tx, caller).pause(id));
  }

  /**
   * Starts tasks again. Recurring times that passed meanwhile are left out; a single time that
   * passed is a missed one.
   */
  public ScheduleAnswer resume(Caller caller, ScheduleId id) {
    return database.asTenant(caller.tenant(), tx -> changes(tx, caller).resume(id));
  }

  /** Ends a schedule for good. Tasks that run go on. False if there is none. */
  public boolean remove(Caller caller, ScheduleId id) {
    return database.asTenant(
        caller.tenant(), tx -> new ScheduleStore(tx, caller.tenant()).remove(id));
  }

  /**
   * What came of its planned times, newest first; empty if there is no such schedule.
   *
   * @param before the cursor of the page before
   */
  public Optional<RunPage> runs(Caller caller, ScheduleId id, int limit, @Nullable Instant before) {
    int most = Math.clamp(limit, 1, RunPage.MAX_LIMIT);
    return database.asTenant(
        caller.tenant(),
        tx -> {
          boolean there = new ScheduleStore(tx, caller.tenant()).find(id, false).isPresent();
          return there ? Optional.of(RunRows.page(tx, id, most, before)) : Optional.empty();
        });
  }

  private ScheduleChanges changes(Connection tx, Caller caller) {
    return new ScheduleChanges(parts, caller, new ScheduleStore(tx, caller.tenant()));
  }
}
