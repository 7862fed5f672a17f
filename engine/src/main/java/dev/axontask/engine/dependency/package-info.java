/**
 * What becomes of tasks that wait for other tasks.
 *
 * <p>Owns the column {@code ended_as} of {@code task_dependencies} and, after the submit, the
 * columns {@code blocked} and {@code awaited} of {@code tasks}. Never runs, claims or cancels
 * anything.
 *
 * <p>How an end reaches those that wait for it. A submit marks what its task depends on as awaited.
 * A task that ends with this mark stands, by the commit of its end and nobody's doing, in the index
 * {@code tasks_ended_and_awaited}; it leaves the index when all that wait for it know. Whoever
 * looks there, on any node, finds what is left to do, also after a crash. Being woken makes this
 * quick, and nothing depends on it.
 *
 * <p>What a dependent is told is written into its own rows of {@code task_dependencies}, under the
 * locks of its head and its task; then it is decided on, in the same transaction: it waits on, gets
 * its queue entry, or ends without having run. Its own end then reaches those that wait for it in
 * the same way.
 *
 * <p>Invariants: a task gets its queue entry from here once, in the transaction that clears {@code
 * blocked}; a mark is cleared under the row's lock, by a statement that sees every submit that held
 * it before; heads are locked before tasks, both in the order of the ids.
 */
@NullMarked
package dev.axontask.engine.dependency;

import org.jspecify.annotations.NullMarked;
