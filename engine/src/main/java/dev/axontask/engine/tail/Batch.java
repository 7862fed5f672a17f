package dev.axontask.engine.tail;

import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.Snapshot;
import dev.axontask.engine.task.TaskState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a reader is given at once.
 *
 * @param events those after the cursor, in order; empty when the wait was over
 * @param nextSeq the cursor after these
 * @param done whether the terminal event has been given: nothing follows
 * @param state of the task, as far as this process knows; the final one when {@code done}
 * @param headHash the hash at {@code nextSeq}, 32 bytes
 * @param trimmed what stands for events after the cursor that are gone: those up to its {@code
 *     trimmedSeq} are passed over, and the batch goes on behind them. Given once; null if none are
 */
public record Batch(
    List<Event> events,
    long nextSeq,
    boolean done,
    TaskState state,
    byte[] headHash,
    @Nullable Snapshot trimmed) {}
