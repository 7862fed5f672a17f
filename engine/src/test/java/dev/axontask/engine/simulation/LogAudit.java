package dev.axontask.engine.simulation;

import static dev.axontask.engine.simulation.Audit.holds;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.adapter.Outcome;
import dev.axontask.engine.TenantId;
import dev.axontask.engine.chain.Chain;
import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventKind;
import dev.axontask.engine.event.Head;
import dev.axontask.engine.task.RetryPolicy;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One task's log, followed event by event: what was looked at once never changes. */
final class LogAudit {
  private final Rows.Task task;
  private final Map<Integer, Integer> chunks = new HashMap<>();
  private byte[] hash;
  private long seq;
  private long ts;
  private boolean closed;
  private int retries;

  LogAudit(Rows.Task task) {
    this.task = task;
    this.hash = task.genesis.hash();
  }

  void look(Store store) {
    List<Event> events = store.log.events(task.id);
    holds(events.size() >= seq, "nothing is taken out of a log", task.id);
    for (Event event : events.subList((int) seq, events.size())) {
      next(event);
    }
    Head head = store.log.head(task.id);
    holds(head.lastSeq() == seq, "the head is at the last event", task.id, head.lastSeq(), seq);
    holds(Arrays.equals(head.lastHash(), hash), "the head has the last hash", task.id);
    holds(head.closed() == closed, "a terminal event closes the log", task.id);
  }

  private void next(Event event) {
    holds(!closed, "nothing follows a terminal event", task.id, event.kind());
    holds(event.seq() == seq + 1, "sequences are dense", task.id, seq, event.seq());
    holds(Arrays.equals(event.hashPrev(), hash), "events link", task.id, event.seq());
    holds(event.tsMicros() >= ts, "times never decrease", task.id, event.seq());
    holds(Arrays.equals(event.hash(), hashed(event)), "a hash is the event's", task.id, seq);
    EventKind kind = EventKind.ofWord(event.kind()).orElseThrow();
    attempts(event.attempt(), kind);
    if (kind == EventKind.STDOUT) {
      output(event);
    }
    if (kind == EventKind.SUCCEEDED) {
      int all = chunks.getOrDefault(event.attempt(), 0);
      holds(all == task.work.chunks(), "success has all output", task.id, all);
    }
    seq = event.seq();
    hash = event.hash();
    ts = event.tsMicros();
    closed = kind.terminal();
  }

  /** One retry stands between two attempts, and the policy wanted it. */
  private void attempts(int attempt, EventKind kind) {
    boolean between = kind == EventKind.CANCELED || kind == EventKind.INPUT;
    holds(
        attempt == retries + 1 || (attempt == retries && between),
        "an attempt begins after the retry of the one before, and ends with its own",
        task.id,
        attempt,
        retries,
        kind);
    RetryPolicy policy = task.work.policy();
    if (kind == EventKind.RETRY) {
      retries++;
      holds(retries < policy.maxAttempts(), "a retry is allowed", task.id, retries);
    }
    if (kind == EventKind.DEAD_LETTER) {
      holds(policy.maxAttempts() > 1, "what is tried once is no dead letter", task.id);
      holds(attempt == policy.maxAttempts(), "all attempts were made", task.id, attempt);
    }
    if (kind == EventKind.FAILED || kind == EventKind.LOST) {
      boolean once = policy.maxAttempts() == 1 || task.cancelRequested;
      holds(once || !wanted(kind), "what is to be tried again is not over", task.id, kind);
    }
  }

  private boolean wanted(EventKind kind) {
    RetryPolicy policy = task.work.policy();
    boolean temporary =
        task.work.failure() instanceof Outcome.Failed failed && failed.error().temporary();
    return kind == EventKind.LOST
        ? policy.onWorkerLoss() == RetryPolicy.OnWorkerLoss.RETRY
        : temporary || policy.retryOn() == RetryPolicy.RetryOn.ANY_FAILURE;
  }

  private byte[] hashed(Event event) {
    byte[] payload = Objects.requireNonNull(event.payload());
    return Chain.link(
        TenantId.LOCAL.value(),
        task.id.value(),
        event.seq(),
        event.attempt(),
        event.tsMicros(),
        event.kind(),
        payload.length,
        Chain.commitment(Objects.requireNonNull(event.salt()), payload),
        hash);
  }

  /** Each attempt's chunks are there once and in order. */
  private void output(Event event) {
    int next = chunks.merge(event.attempt(), 1, Integer::sum) - 1;
    String text = new String(Objects.requireNonNull(event.payload()), UTF_8);
    holds(text.equals(event.attempt() + ":" + next), "output has no gap and no double", text, next);
  }
}
