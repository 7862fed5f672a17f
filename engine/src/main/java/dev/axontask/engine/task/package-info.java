/**
 * A task: what was asked for, the state it is in, and what may follow.
 *
 * <p>Owns the rows of {@code tasks}, {@code task_queue} (but for {@code hold}, see the package
 * {@code queue}) and {@code idempotency_keys}. Never runs anything and never hashes anything.
 *
 * <p>Invariants: a task is accepted by the commit of one transaction that holds its row, its queue
 * entry, its idempotency key and the head of its chain; a terminal state never changes; nothing
 * follows a terminal event.
 */
@NullMarked
package dev.axontask.engine.task;

import org.jspecify.annotations.NullMarked;
