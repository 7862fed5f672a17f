/**
 * The process that runs tasks: it joins, claims, follows attempts to their end, and finds others
 * dead.
 *
 * <p>Owns the rows of {@code workers} and {@code attempts}. Never writes to a log but through
 * {@link dev.axontask.engine.event.TaskLog}, and never decides what a state allows.
 *
 * <p>How a task changes hands. A worker is one row of {@code workers}; whoever may add to a task's
 * log is said by the fencing token in {@code task_heads}, and each of these raises it in the
 * transaction that changes the owner:
 *
 * <ol>
 *   <li>a claim: the queue entry is deleted, the attempt's row is inserted for this worker;
 *   <li>joining: the process holds its data folder's lock, so its predecessor on this host is dead.
 *       The predecessor's row is ended, its detached attempts become this worker's;
 *   <li>reaping: a worker whose lease is over by the database's clock is ended by a conditional
 *       update, which one process wins. Attempts that lived in it are lost; detached ones wait for
 *       their host, and are lost when it has been silent too long.
 * </ol>
 *
 * <p>Invariants: a claim is committed only under a lease that holds (it share-locks the worker's
 * row, the reaper locks it exclusively); rows are locked in the order worker, queue, head, task,
 * attempt; a process stops writing at two thirds of its lease by its own monotonic clock, long
 * before anyone may end it by the database's.
 */
@NullMarked
package dev.axontask.engine.worker;

import org.jspecify.annotations.NullMarked;
