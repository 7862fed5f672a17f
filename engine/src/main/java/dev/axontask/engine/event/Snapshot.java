package dev.axontask.engine.event;

import dev.axontask.engine.TaskId;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.chain.SnapshotDigest;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a finished task's log when its events are trimmed: a row of {@code
 * task_snapshots}.
 *
 * @param seq of the last event: the snapshot is of events 1 to this one
 * @param headHash of the last event, 32 bytes
 * @param kinds what there was of each kind, in the order of their words
 * @param digest of task, seq, head and kinds, 32 bytes (docs/event-chain-format.md)
 * @param sandbox what the last attempt's adapter said it ran in
 * @param sandboxProfileHash of the sandbox's profile, where the adapter told one
 * @param trimmedSeq events up to this one are gone; 0 if none is
 * @param trimmedHash at {@code trimmedSeq}, 32 bytes
 */
public record Snapshot(
    TenantId tenant,
    TaskId task,
    long seq,
    byte[] headHash,
    SortedMap<String, SnapshotDigest.Count> kinds,
    byte[] digest,
    @Nullable String sandbox,
    @Nullable String sandboxProfileHash,
    long trimmedSeq,
    byte[] trimmedHash) {

  /** Whether no event is left. */
  public boolean trimmedWhole() {
    return trimmedSeq == seq;
  }
}
