/**
 * What becomes of finished tasks' events: trimmed when their time is over, erased when somebody
 * asks for it.
 *
 * <p>Owns the rows of {@code task_snapshots} and {@code erasures}, and is the only one that deletes
 * events or destroys payloads, under roles of their own ({@code axontask_retention}, {@code
 * axontask_eraser}). Never touches a log that is not closed, nor a task's state.
 *
 * <p>Invariants, which the policies of the database hold too: an event is deleted only where a
 * snapshot covers it, and {@code trimmed_seq} moves in the transaction that deletes; a payload is
 * destroyed together with its salt. So at every commit the events that are left, with the snapshot,
 * still link to the head that receipts sign.
 */
@NullMarked
package dev.axontask.engine.retention;

import org.jspecify.annotations.NullMarked;
