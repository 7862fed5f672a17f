package dev.axontask.chaos.check;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Goes along one task's log from its first event to its last: dense, chained, in order, closed by
 * at most one last event, and no attempt's events after the next attempt began. For one thread.
 */
final class LogAudit {
  private final TaskRow task;
  private final Findings findings;
  private final Set<Integer> started = new HashSet<>();
  private byte[] head;
  private long seq;
  private long micros = Long.MIN_VALUE;
  private int attempt;
  private int over = -1;
  private String lastKind = "";

  LogAudit(TaskRow task, Findings findings) {
    this.task = task;
    this.findings = findings;
    this.head = ChainFormat.genesis(task.tenant(), task.id(), task.createdMicros(), task.spec());
  }

  void next(EventRow event) {
    numbered(event);
    chained(event);
    ordered(event);
    seq = event.seq();
    head = event.hash();
    micros = event.micros();
    lastKind = event.kind();
  }

  private void numbered(EventRow event) {
    expect(event.seq() == seq + 1, "sequences are dense", event.seq() + " follows " + seq);
    expect(event.micros() >= micros, "times never decrease", "at " + event.seq());
    expect(
        !EventRow.isLast(lastKind),
        "nothing follows the last event",
        event.kind() + " at " + event.seq() + " follows " + lastKind);
  }

  private void chained(EventRow event) {
    expect(
        Arrays.equals(event.previous(), head),
        "each event links to the one before",
        "not at " + event.seq());
    expect(
        event.length() == event.payload().length
            && Arrays.equals(
                event.commitment(), ChainFormat.commitment(event.salt(), event.payload())),
        "payloads fit their commitments",
        "not at " + event.seq());
    expect(
        Arrays.equals(event.hash(), ChainFormat.link(task.tenant(), event, head)),
        "hashes are right",
        "not at " + event.seq());
  }

  private void ordered(EventRow event) {
    String where = event.kind() + " of attempt " + event.attempt() + " at " + event.seq();
    expect(
        event.attempt() >= attempt && (event.attempt() > over || event.last()),
        "attempts follow one another",
        where + " follows attempt " + attempt);
    expect(event.attempt() <= task.attempt(), "attempts were claimed", where);
    if (event.kind().equals("started")) {
      expect(started.add(event.attempt()), "an attempt starts once", where);
    }
    if (event.kind().equals("retry")) {
      over = event.attempt();
    }
    attempt = Math.max(attempt, event.attempt());
  }

  /** After the last event. */
  void end() {
    expect(task.heads() == 1, "one head", task.heads() + " heads");
    expect(
        task.lastSeq() == seq && Arrays.equals(task.lastHash(), head),
        "the head is the last event",
        "head at " + task.lastSeq() + ", events to " + seq);
    expect(
        task.closed() == EventRow.isLast(lastKind),
        "a log is closed by its last event",
        "closed is " + task.closed() + " after " + lastKind);
    expect(
        task.ended() ? task.state().equals(lastKind) : !EventRow.isLast(lastKind),
        "the state is the last event",
        task.state() + " after " + lastKind);
    expect(
        Arrays.equals(
            task.spec(),
            ChainFormat.spec(task.adapter(), task.name() == null ? "" : task.name(), task.args())),
        "the chain begins with what was asked for",
        "spec_hash differs");
  }

  private void expect(boolean holds, String rule, String what) {
    findings.expect(holds, rule, task.id(), what);
  }
}
