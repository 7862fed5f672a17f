package dev.axontask.server.rest;

import dev.axontask.engine.event.Event;
import dev.axontask.engine.event.EventJson;
import dev.axontask.engine.event.Snapshot;
import dev.axontask.engine.event.SnapshotJson;
import dev.axontask.engine.tail.Batch;
import dev.axontask.server.http.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.ObjectWriter;

/** The bytes of a task's event stream (HTML standard, server-sent events). */
final class SseFrames {
  private static final ObjectWriter WRITER =
      Json.MAPPER.writer().without(StreamWriteFeature.AUTO_CLOSE_TARGET);

  /** Clients come back after two seconds. */
  static final byte[] OPENING = ascii("retry: 2000\n\n");

  static final byte[] COMMENT = ascii(":\n\n");

  private SseFrames() {}

  /**
   * All events of a batch: {@code id} the sequence, {@code event} the kind, {@code data} the event.
   */
  static byte[] events(Batch batch) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512 * batch.events().size());
    for (Event event : batch.events()) {
      out.writeBytes(ascii("id: " + event.seq() + "\nevent: " + event.kind() + "\ndata: "));
      try (JsonGenerator json = WRITER.createGenerator(out)) {
        EventJson.writeWithHash(json, event);
      }
      out.writeBytes(ascii("\n\n"));
    }
    return out.toByteArray();
  }

  /** What stands for events that are gone. Has no id. */
  static byte[] trimmed(Snapshot snapshot) {
    return named("trimmed", SnapshotJson.map(snapshot));
  }

  /** Has no id, so that a client's last id stays that of the last event. */
  static byte[] end(Batch batch) {
    Map<String, @Nullable Object> data = new LinkedHashMap<>();
    data.put("state", batch.state().word());
    data.put("last_seq", batch.nextSeq());
    data.put("head_hash", HexFormat.of().formatHex(batch.headHash()));
    return named("end", data);
  }

  /** The server stops; the task goes on, and so can the reader, from here, in a moment. */
  static byte[] paused(long nextSeq) {
    return named("paused", Map.of("next_seq", nextSeq, "reason", "server_stopping"));
  }

  private static byte[] named(String event, Map<String, ?> data) {
    return ("event: " + event + "\ndata: " + Json.text(data) + "\n\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
