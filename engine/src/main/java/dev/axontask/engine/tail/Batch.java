package dev.axontask.engine.tail;

import dev.axontask.engine.event.Event;
import dev.axontask.engine.task.TaskState;
import java.util.List;

/**
 * What a reader is given at once.
 *
 * @param events those after the cursor, in order; empty when the wait was over
 * @param nextSeq the cursor after these
 * @param done whether the terminal event has been given: nothing follows
 * @param state of the task, as far as this process knows; the final one when {@code done}
 * @param headHash the hash at {@code nextSeq}, 32 bytes
 */
public record Batch(
    List<Event> events, long nextSeq, boolean done, TaskState state, byte[] headHash) {}
