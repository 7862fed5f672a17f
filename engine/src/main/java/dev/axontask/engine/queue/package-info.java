/**
 * What lets waiting tasks through, and what holds them back: concurrency keys, paused rate-limit
 * keys, paused queues.
 *
 * <p>Owns the rows of {@code concurrency_keys}, {@code paused_keys} and {@code paused_queues}, and
 * the column {@code hold} of {@code task_queue}. Never claims, starts or ends anything.
 *
 * <p>How a cap holds. A task with a concurrency key enters the queue held, and a claim sees no held
 * task: it is in none of the indexes that a claim reads, so 10,000 of them cost a claim nothing.
 * Whoever wants to let tasks of a key through locks the key's row and counts then, in a statement
 * of its own, those of the key that are in the queue and not held, and those that run. A claim
 * turns the one into the other in one transaction; an end, a retry and a cancel make the sum
 * smaller. Only letting through makes it larger, and that is serialised by the row. Nothing is
 * counted up or down anywhere, so there is nothing that a crash could leak.
 *
 * <p>Who lets through: a submit, for its own tasks; a worker, when an attempt of the key has ended
 * in it; and every worker for all keys once a second, which repairs what a crash left undone.
 *
 * <p>Locks: rows of {@code concurrency_keys} in the order of the keys. Whoever holds one waits for
 * no row of the queue (it skips those that are locked), and whoever holds a row of the queue waits
 * for no key.
 */
@NullMarked
package dev.axontask.engine.queue;

import org.jspecify.annotations.NullMarked;
