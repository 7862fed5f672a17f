/**
 * Schedules: tasks that start by themselves, once, later, or again and again.
 *
 * <p>Owns the rows of {@code schedules} and {@code schedule_runs}. Never stores a task itself: it
 * asks {@link dev.axontask.engine.task.Submissions} to, within its own transaction.
 *
 * <p>How a planned time is fired once. There is no leader: every process that runs tasks looks for
 * what is due by the database's clock, and fires each schedule in one transaction, which
 *
 * <ol>
 *   <li>locks the schedule's row, or passes it by if somebody else has it ({@code SKIP LOCKED}),
 *       and reads whether it is still due;
 *   <li>decides ({@link Planning}, a pure function) what becomes of the planned time;
 *   <li>submits the task, under an idempotency key made of the schedule and the planned time;
 *   <li>records the planned time in {@code schedule_runs}, whose primary key is the schedule and
 *       the planned time;
 *   <li>moves the schedule to its next time, if it still stands at this one.
 * </ol>
 *
 * <p>A crash before the commit leaves the schedule due, and whoever looks next fires it: nothing of
 * the first try is left. A crash after the commit leaves a queued task and a schedule that has
 * moved on; the doorbell that was not rung is made up for by the workers' polls.
 *
 * <p>Invariants: a planned time has at most one row of history and at most one task; planned times
 * of a schedule only go forward; the clock of the process decides nothing.
 */
@NullMarked
package dev.axontask.engine.schedule;

import org.jspecify.annotations.NullMarked;
