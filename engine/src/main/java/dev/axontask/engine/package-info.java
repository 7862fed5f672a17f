/**
 * The domain: tasks, their attempts, and the hash-chained log of what happened to them.
 *
 * <p>This package holds the names that everything else speaks of ({@link
 * dev.axontask.engine.TaskId}, {@link dev.axontask.engine.Caller}, {@link
 * dev.axontask.engine.Limits}). The packages below it own one idea each; read them in this order:
 * {@code task} (states, what may follow what, submit, cancel), {@code worker} (claims, leases, an
 * attempt from start to end), {@code event} (the log and its appender), {@code chain} (the bytes
 * that are hashed), {@code tail} (readers), {@code receipt} (what is signed).
 */
@NullMarked
package dev.axontask.engine;

import org.jspecify.annotations.NullMarked;
