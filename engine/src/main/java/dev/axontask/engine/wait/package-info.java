/**
 * Waiting for something to happen to a task: a line of its output, silence, its end.
 *
 * <p>Owns the judgement of what was waited for. Everything is judged by the log, so that it does
 * not matter when, how often and at which server somebody waits. Never writes.
 *
 * <p>Invariants: a wait ends; what it answers holds for the whole log up to the position that it
 * gives, so that the next wait begins there and misses nothing; a pattern costs time in proportion
 * to the output that it is held against, and memory that does not depend on it.
 */
@NullMarked
package dev.axontask.engine.wait;

import org.jspecify.annotations.NullMarked;
