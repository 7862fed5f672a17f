package dev.axontask.chaos.check;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What each reader got is an exact slice of the final log: it begins right after where it asked to
 * begin, leaves nothing out, and every event is the one with that number. For one thread.
 */
final class TranscriptAudit {
  private final Map<UUID, FinalLog> logs;
  private final Findings findings;
  private final Map<Long, Reader> readers = new HashMap<>();
  private long events;

  TranscriptAudit(Map<UUID, FinalLog> logs, Findings findings) {
    this.logs = logs;
    this.findings = findings;
  }

  private static final class Reader {
    final UUID task;
    final String how;
    long seq;

    Reader(UUID task, String how, long since) {
      this.task = task;
      this.how = how;
      this.seq = since;
    }
  }

  int readers() {
    return readers.size();
  }

  /** Events that readers got, all together. */
  long events() {
    return events;
  }

  void next(JsonNode line) {
    long number = line.required("reader").asLong();
    if (line.has("task")) {
      readers.put(
          number,
          new Reader(
              UUID.fromString(line.required("task").asString()),
              line.required("how").asString(),
              line.required("since").asLong()));
      return;
    }
    Reader reader = readers.get(number);
    if (reader == null) {
      findings.add("transcripts have a beginning", number, "it has none");
    } else if (line.has("event")) {
      event(reader, line.required("event"));
    } else {
      cursor(reader, line.required("next_seq").asLong());
    }
  }

  private void event(Reader reader, JsonNode event) {
    events++;
    long seq = event.required("seq").asLong();
    String where = reader.how + " reader of " + reader.task;
    findings.expect(
        seq == reader.seq + 1, "readers get an exact slice", where, seq + " after " + reader.seq);
    reader.seq = seq;
    FinalLog log = logs.get(reader.task);
    FinalLog.@Nullable Entry entry = log == null ? null : log.at(seq);
    findings.expect(
        entry != null && same(event, entry),
        "readers see what is in the log",
        where,
        "not at " + seq);
  }

  private static boolean same(JsonNode event, FinalLog.Entry entry) {
    String kind = event.required("kind").asString();
    boolean hash = !event.has("hash") || event.required("hash").asString().equals(entry.hash());
    return hash
        && kind.equals(entry.kind())
        && Payloads.digest(kind, event.required("payload")).equals(entry.digest());
  }

  private void cursor(Reader reader, long next) {
    findings.expect(
        next == reader.seq,
        "cursors are where the reader is",
        reader.how + " reader of " + reader.task,
        next + " after " + reader.seq);
  }
}
