/**
 * Circuit breakers: whether tasks of a target may run. A target is the outside thing that an
 * adapter's attempts depend on, by the adapter's word; the empty one is the adapter as a whole.
 *
 * <p>Owns the rows of {@code circuit_breakers} and, with {@link dev.axontask.engine.queue}, the
 * column {@code hold} of {@code task_queue}. Never claims, starts or ends anything.
 *
 * <p>How it goes. A failure that the adapter calls transient is counted in the transaction that
 * makes the attempt's end durable; after so many in a row the breaker opens until a time of the
 * database's clock. From then on a claim refuses the target's tasks, and a duty takes them out of
 * the way of claims. Once the time is over, the breaker is half-open: the duty chooses one waiting
 * task, the probe, in one transaction with the breaker's row, and a claim takes that task and no
 * other. The probe's end closes the breaker or opens it for twice as long, again in the transaction
 * that makes the end durable. Of a target that works nothing is ever written.
 *
 * <p>What a crash leaves. Before such a commit: an open attempt, as ever, and a breaker that has
 * not heard of it. After it: both. A probe whose worker died is no probe any more as soon as the
 * worker's lease is over, one that was given back or canceled at once, one that nobody claims after
 * some seconds; the next run of the duty, in whichever process, chooses another. What the duty did
 * not finish, the next run does.
 *
 * <p>Breakers are a tenant's own, as its queues are: who makes his own work fail stops nobody
 * else's, and learns nothing of another's targets.
 *
 * <p>Locks: a breaker's row is the last that a transaction waits for; several are locked in the
 * order of {@link TargetKey}. The duty waits for no row of the queue, it skips those that are
 * locked.
 */
@NullMarked
package dev.axontask.engine.breaker;

import org.jspecify.annotations.NullMarked;
