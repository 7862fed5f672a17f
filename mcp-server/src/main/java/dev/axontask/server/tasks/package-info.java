/**
 * The tasks of an engine as durable tasks of the protocol: how they stand, what they came to, what
 * they ask, and word of each change.
 *
 * <p>Owns the mapping of states and the final result of {@code start_task}. Keeps nothing: every
 * answer is read from the engine, under the caller's right.
 *
 * <p>Invariants: an answer is durable before the client hears that it was taken; a task that ended
 * with an error is {@code completed} with an error in its result, because {@code failed} is for
 * errors of JSON-RPC; output is data inside the result and nowhere else.
 */
@NullMarked
package dev.axontask.server.tasks;

import org.jspecify.annotations.NullMarked;
