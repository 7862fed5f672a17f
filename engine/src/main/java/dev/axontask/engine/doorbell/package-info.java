/**
 * Wakes other processes through Redis.
 *
 * <p>Owns two channels of publish and subscribe. Never carries anything that matters: a ring may be
 * lost, and everybody looks for themselves now and then.
 *
 * <p>Invariants: nothing here blocks or fails a caller, whatever Redis does.
 */
@NullMarked
package dev.axontask.engine.doorbell;

import org.jspecify.annotations.NullMarked;
