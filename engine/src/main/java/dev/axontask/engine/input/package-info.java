/**
 * Input to running tasks: bytes for standard input, its end, signals.
 *
 * <p>Owns what is accepted and in which order. Any process accepts; the worker that runs the task
 * delivers ({@link dev.axontask.engine.worker}); the log says what was sent.
 *
 * <p>Invariants: an input is an event of the log before its sender hears that it was accepted and
 * before the work gets it; its bytes have one place in what an attempt reads, so that handing it
 * over twice delivers it once; no more is accepted than {@link dev.axontask.engine.Limits} lets
 * wait for a task that does not read; an {@code input_id} stands for one input.
 */
@NullMarked
package dev.axontask.engine.input;

import org.jspecify.annotations.NullMarked;
