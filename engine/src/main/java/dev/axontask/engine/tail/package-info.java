/**
 * Reading: what is in a task's log from a position on, and then what is added to it, at once.
 *
 * <p>Owns what this process keeps in memory for the tasks that somebody watches. Never writes, and
 * never shows an event that is not committed.
 *
 * <p>Invariants: a reader is shown the events after its cursor in order, each once; an event that
 * came by way of Redis is shown only if it links to the hash at the cursor; what a slow reader has
 * not taken yet lies in PostgreSQL and not in memory. Redis may be down, wiped, trimmed or stale at
 * any moment: then readers get what there is a little later.
 */
@NullMarked
package dev.axontask.engine.tail;

import org.jspecify.annotations.NullMarked;
