package dev.axontask.engine.event;

import dev.axontask.adapter.ResumePoint;
import dev.axontask.engine.chain.Chain;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one task contributes to a group: its next events, numbered and hashed. Made once and written
 * as often as it takes: a repetition has the same numbers, times, salts and hashes.
 *
 * @param accepted what the events were made of
 * @param asked the questions among the events
 * @param before the head that these link to
 * @param after the head once they are durable
 * @param resumePoint to be stored; null leaves the stored one
 * @param ending of the task, if the last event is a terminal one
 * @param latestProgress the latest progress among the events, a JSON object
 * @param outputBytes of the events
 */
record Part(
    TaskLog log,
    Head before,
    Head after,
    List<Pending> accepted,
    List<Event> events,
    List<Asked> asked,
    @Nullable ResumePoint resumePoint,
    @Nullable Ending ending,
    byte @Nullable [] latestProgress,
    long outputBytes) {

  /** A question, the event that asks it, and the attempt that does. */
  record Asked(long seq, String key, int attempt) {}

  /**
   * The same once more, after what somebody else may add to a task that is not theirs: an answer.
   * Numbers, times, salts and hashes are new; nothing of this part was ever durable.
   */
  Part onto(Head head, Salts salts) {
    return of(log, head, accepted, salts);
  }

  static Part of(TaskLog log, Head before, List<Pending> accepted, Salts salts) {
    UUID tenant = log.tenant().value();
    UUID task = log.task().value();
    List<Event> events = new ArrayList<>(accepted.size());
    List<Asked> asked = new ArrayList<>();
    ResumePoint resumePoint = null;
    byte[] progress = null;
    long outputBytes = 0;
    byte[] hash = before.lastHash();
    long ts = before.lastTsMicros();
    long seq = before.lastSeq();
    for (Pending each : accepted) {
      EventDraft draft = each.draft();
      ts = Math.max(ts, each.tsMicros());
      Event event = event(tenant, task, ++seq, ts, draft, salts.next(), hash);
      events.add(event);
      hash = event.hash();
      if (draft.next() != null) {
        resumePoint = draft.next();
      }
      if (draft.kind() == EventKind.PROGRESS) {
        progress = draft.payload();
      }
      if (draft.kind() == EventKind.INPUT_REQUIRED) {
        asked.add(new Asked(seq, Question.key(draft.payload()), draft.attempt()));
      }
      if (draft.kind().output()) {
        outputBytes += draft.payload().length;
      }
    }
    Pending last = accepted.getLast();
    Head after =
        new Head(
            seq,
            hash,
            ts,
            before.token(),
            resumePoint == null ? before.resumePoint() : resumePoint,
            last.draft().kind().terminal());
    return new Part(
        log,
        before,
        after,
        accepted,
        events,
        asked,
        resumePoint,
        last.ending(),
        progress,
        outputBytes);
  }

  static Event event(
      UUID tenant, UUID task, long seq, long ts, EventDraft draft, byte[] salt, byte[] previous) {
    byte[] payload = draft.payload();
    byte[] commitment = Chain.commitment(salt, payload);
    String kind = draft.kind().word();
    byte[] hash =
        Chain.link(
            tenant, task, seq, draft.attempt(), ts, kind, payload.length, commitment, previous);
    return new Event(
        seq, draft.attempt(), ts, kind, payload, payload.length, salt, commitment, previous, hash);
  }

  /** The attempt whose end this is. */
  int attempt() {
    return events.getLast().attempt();
  }

  /** Output of the attempt that ends here. */
  long outputBytesOfAttempt() {
    long bytes = 0;
    for (Event event : events) {
      boolean output = EventKind.ofWord(event.kind()).map(EventKind::output).orElse(false);
      bytes += output && event.attempt() == attempt() ? event.payloadLength() : 0;
    }
    return bytes;
  }
}
