/**
 * The decision core under faults, with virtual time: no threads, no sleeps, no stores. One seed
 * decides everything, and the same seed decides the same.
 *
 * <p>What is real: the log of a process ({@code TaskLog}, {@code Lane}, {@code Part}, {@code
 * GroupCommit}), a lease as its holder knows it ({@code LeaseTime}), what follows what ({@code
 * Transitions}, {@code AttemptEnd}, {@code RetryPolicy}), and a reader's trust in a cache ({@code
 * Watched}, {@code Window}, {@code Position}, {@code EntryCodec}).
 *
 * <p>What is a model:
 *
 * <ul>
 *   <li>PostgreSQL ({@link dev.axontask.engine.simulation.Store} and the transactions on it). A
 *       transaction happens at one instant, whole or not at all; a claim takes a while and locks.
 *       Of any the request may be refused, or the answer lost after the commit.
 *   <li>Redis ({@link dev.axontask.engine.simulation.Redis}): what is published comes late, twice
 *       or never; streams are trimmed, wiped, restored from an old copy; entries are spoilt.
 *   <li>Hosts and what runs on them ({@link dev.axontask.engine.simulation.Host}): detached work
 *       outlives its process, ends itself when its host is silent, and is gone after a reboot.
 *   <li>Processes ({@link dev.axontask.engine.simulation.Node}): they crash, also between a commit
 *       and what follows it, stand still, are cut off, and have wall clocks that jump.
 * </ul>
 *
 * <p>For 60 virtual seconds there are faults; then they stop, and everything has to come to an end
 * within a bound. {@link dev.axontask.engine.simulation.Audit} looks after every event.
 */
@NullMarked
package dev.axontask.engine.simulation;

import org.jspecify.annotations.NullMarked;
