/**
 * The log: each task's events, numbered without gaps and chained by hash.
 *
 * <p>Owns the rows of {@code task_events} and {@code task_heads}. Never decides what happens to a
 * task and never changes an event.
 *
 * <p>Invariants: sequences start at 1 and have no gaps; times never decrease; an event is durable
 * before anyone is shown it; only the holder of the task's current fencing token adds to its log;
 * nothing follows a terminal event.
 */
@NullMarked
package dev.axontask.engine.event;

import org.jspecify.annotations.NullMarked;
