/**
 * What an adapter author compiles against, and all that they compile against: the words between the
 * engine, which owns tasks and their log, and an adapter, which runs one kind of work.
 *
 * <p>An adapter is found by {@link java.util.ServiceLoader}, opened once, and asked to start, to
 * re-attach to and to clean up executions. It reports through a {@link Sink} and ends with an
 * {@link Outcome}. It never sees the database, a lease or another adapter.
 *
 * <p>Invariants: this package depends on the JDK alone; JSON crosses it as JDK types ({@code
 * Map<String, Object>}, {@code List<Object>}, {@code String}, {@code Long}, {@code Double}, {@code
 * java.math.BigInteger}, {@code java.math.BigDecimal}, {@code Boolean}, {@code null}).
 */
@NullMarked
package dev.axontask.adapter;

import org.jspecify.annotations.NullMarked;
