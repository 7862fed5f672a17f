package dev.axontask.chaos.load;

import dev.axontask.chaos.record.Records;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What one reader of a task gets, written down as it comes. For one thread. */
final class Transcript {
  private final Records records;
  private final long reader;
  private final String task;
  private long seq;

  /** Begins after the sequence. */
  Transcript(Records records, long reader, String task, String how, long since) {
    this.records = records;
    this.reader = reader;
    this.task = task;
    this.seq = since;
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("reader", reader);
    line.put("task", task);
    line.put("how", how);
    line.put("since", since);
    records.transcript(line);
  }

  String task() {
    return task;
  }

  /** The sequence of the latest event. */
  long seq() {
    return seq;
  }

  void saw(JsonNode event) {
    seq = event.required("seq").asLong();
    line("event", event);
  }

  /** The server said where to go on. */
  void cursor(long next) {
    line("next_seq", next);
  }

  /** The server said that this is the end. */
  void end(String state, long lastSeq, String headHash) {
    records.answer("end", task, Map.of("state", state, "last_seq", lastSeq, "head_hash", headHash));
    cursor(lastSeq);
  }

  private void line(String name, Object value) {
    Map<String, @Nullable Object> line = new LinkedHashMap<>();
    line.put("reader", reader);
    line.put(name, value);
    records.transcript(line);
  }
}
