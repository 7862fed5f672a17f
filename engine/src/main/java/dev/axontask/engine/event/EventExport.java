package dev.axontask.engine.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.axontask.engine.Caller;
import dev.axontask.engine.TaskId;
import dev.axontask.engine.db.Database;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * A task's whole log as NDJSON, which {@code axontask verify} reads (docs/event-chain-format.md).
 * Read in pages: memory stays bounded however long the log is.
 */
public final class EventExport {
  private static final int PAGE_EVENTS = 500;
  private static final long PAGE_BYTES = 1024 * 1024;
  private static final HexFormat HEX = HexFormat.of();
  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  /**
   * @param closedAt the last event of a closed log; 0 while it grows
   * @param trimmed what stands for events that are gone
   */
  private record Header(
      long createdMicros,
      String adapter,
      @Nullable String name,
      byte[] args,
      long closedAt,
      Optional<Snapshot> trimmed) {}

  private final Database database;

  public EventExport(Database database) {
    this.database = database;
  }

  /**
   * Writes a header line and a line for each event that is committed now; does not close the
   * stream. Of a log that was trimmed, a snapshot stands for the events that are gone.
   *
   * @throws IOException also if the log is trimmed while it is written: what was written by then is
   *     to be thrown away
   * @return false if there is no such task for this caller: nothing was written
   */
  public boolean write(Caller caller, TaskId task, OutputStream to) throws IOException {
    Optional<Header> header = database.asTenant(caller.tenant(), tx -> header(tx, task));
    if (header.isEmpty()) {
      return false;
    }
    try (JsonGenerator json =
        JSON.createGenerator(ObjectWriteContext.empty(), to, JsonEncoding.UTF8)) {
      writeHeader(json, caller, task, header.get());
      header.get().trimmed().ifPresent(snapshot -> SnapshotJson.write(json, snapshot));
      writeEvents(json, caller, task, header.get());
    }
    to.flush();
    return true;
  }

  private void writeEvents(JsonGenerator json, Caller caller, TaskId task, Header header)
      throws IOException {
    long seq = header.trimmed().map(Snapshot::trimmedSeq).orElse(0L);
    List<Event> page = page(caller, task, seq);
    while (!page.isEmpty() && page.getFirst().seq() == seq + 1) {
      page.forEach(event -> writeEvent(json, event));
      seq = page.getLast().seq();
      page = page(caller, task, seq);
    }
    if (!page.isEmpty() || seq < header.closedAt()) {
      throw new IOException("the log of " + task + " was trimmed meanwhile; export it again");
    }
  }

  private List<Event> page(Caller caller, TaskId task, long seq) {
    return database.asTenant(
        caller.tenant(), tx -> EventPages.after(tx, task.value(), seq, PAGE_EVENTS, PAGE_BYTES));
  }

  private static Optional<Header> header(Connection tx, TaskId task) throws SQLException {
    try (PreparedStatement statement =
        tx.prepareStatement(
            """
            SELECT t.created_at, t.adapter, t.name, t.args, CASE WHEN h.closed THEN h.last_seq ELSE 0 END
            FROM tasks t JOIN task_heads h ON h.task_id = t.id WHERE t.id = ?
            """)) {
      statement.setObject(1, task.value());
      try (ResultSet row = statement.executeQuery()) {
        return row.next()
            ? Optional.of(
                new Header(
                    Micros.of(row.getObject(1, OffsetDateTime.class).toInstant()),
                    row.getString(2),
                    row.getString(3),
                    row.getBytes(4),
                    row.getLong(5),
                    Snapshots.find(tx, task.value()).filter(found -> found.trimmedSeq() > 0)))
            : Optional.empty();
      }
    }
  }

  private static void writeHeader(JsonGenerator json, Caller caller, TaskId task, Header header) {
    json.writeStartObject();
    json.writeStringProperty("format", "axontask-events/1");
    json.writeStringProperty("tenant", caller.tenant().toString());
    json.writeStringProperty("task", task.toString());
    json.writeNumberProperty("created_us", header.createdMicros());
    json.writeStringProperty("adapter", header.adapter());
    json.writeStringProperty("name", header.name());
    json.writeStringProperty("args", new String(header.args(), UTF_8));
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private static void writeEvent(JsonGenerator json, Event event) {
    json.writeStartObject();
    json.writeNumberProperty("seq", event.seq());
    json.writeNumberProperty("attempt", event.attempt());
    json.writeNumberProperty("ts_us", event.tsMicros());
    json.writeStringProperty("kind", event.kind());
    byte[] payload = event.payload();
    byte[] salt = event.salt();
    if (payload == null || salt == null) {
      json.writeStringProperty("pc", HEX.formatHex(event.commitment()));
      json.writeNumberProperty("len", event.payloadLength());
    } else {
      writePayload(json, payload);
      json.writeStringProperty("salt", HEX.formatHex(salt));
    }
    json.writeStringProperty("hash_prev", HEX.formatHex(event.hashPrev()));
    json.writeStringProperty("hash", HEX.formatHex(event.hash()));
    json.writeEndObject();
    json.writeRaw('\n');
  }

  private static void writePayload(JsonGenerator json, byte[] payload) {
    Optional<String> text = Utf8.decode(payload);
    if (text.isPresent()) {
      json.writeStringProperty("text", text.get());
    } else {
      json.writeStringProperty("base64", Base64.getEncoder().encodeToString(payload));
    }
  }
}
