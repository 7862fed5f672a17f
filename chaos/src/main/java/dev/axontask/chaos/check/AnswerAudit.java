package dev.axontask.chaos.check;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Holds what servers acknowledged against what is there in the end: an accepted task exists, a key
 * means one task for ever, a head that was shown is in the log, an end that was shown is the end.
 * For one thread.
 */
final class AnswerAudit {
  private final Map<UUID, FinalLog> logs;
  private final Findings findings;
  private final Map<String, UUID> accepted = new HashMap<>();

  AnswerAudit(Map<UUID, FinalLog> logs, Findings findings) {
    this.logs = logs;
    this.findings = findings;
  }

  /** How many keys were acknowledged. */
  int accepted() {
    return accepted.size();
  }

  void next(JsonNode line) {
    UUID id = UUID.fromString(line.required("task").asString());
    FinalLog log = logs.get(id);
    String answer = line.required("answer").asString();
    if (log == null) {
      findings.add("acknowledged is in the log", id, answer + ", but there is no such task");
      return;
    }
    switch (answer) {
      case "accepted" -> accepted(line.required("key").asString(), log);
      case "status", "end" -> shown(line, log, answer);
      case "cancel" -> canceled(line, log);
      case "receipt" -> {}
      default -> throw new IllegalArgumentException("an answer that nobody judges: " + answer);
    }
  }

  private void accepted(String key, FinalLog log) {
    UUID id = log.task().id();
    UUID first = accepted.putIfAbsent(key, id);
    findings.expect(
        first == null || first.equals(id), "a key is one task", key, first + " and " + id);
    findings.expect(
        key.equals(log.task().name()),
        "the acknowledged task is the one that was asked for",
        id,
        key + " is " + log.task().name());
  }

  private void shown(JsonNode line, FinalLog log, String answer) {
    long seq = line.required("last_seq").asLong();
    String state = line.required("state").asString();
    String where = answer + " " + state + " at " + seq;
    if (seq > 0) {
      findings.expect(
          line.required("head_hash").asString().equals(log.hashAt(seq)),
          "a head that was shown is in the log",
          log.task().id(),
          where);
    }
    if (EventRow.isLast(state)) {
      findings.expect(
          state.equals(log.task().state()) && seq == log.lastSeq(),
          "an end that was shown is the end",
          log.task().id(),
          where + ", but the log ends with " + log.task().state() + " at " + log.lastSeq());
    }
    findings.expect(
        !answer.equals("end") || EventRow.isLast(state),
        "streams end with their task",
        log.task().id(),
        where);
  }

  private void canceled(JsonNode line, FinalLog log) {
    String state = line.required("state").asString();
    boolean canceled = line.required("canceled").asBoolean();
    findings.expect(
        !canceled || log.task().cancelRequested() || log.task().state().equals("canceled"),
        "an acknowledged cancel is remembered",
        log.task().id(),
        "it is not");
    findings.expect(
        !EventRow.isLast(state) || state.equals(log.task().state()),
        "an end that was shown is the end",
        log.task().id(),
        "cancel said " + state + ", it is " + log.task().state());
  }

  /** The task that a key's acknowledgements name; null if none was received. */
  @Nullable UUID task(String key) {
    return accepted.get(key);
  }
}
