package dev.axontask.adapter.fly;

import dev.axontask.adapter.AttemptId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What this host started: a small file for each attempt. Written before Fly is asked for anything,
 * so that a crash leaves nothing at Fly that is not written down here; removed when nothing is
 * left. Thread-safe, each attempt being one thread's.
 */
final class Records {
  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;

  Records(Path folder) {
    this.folder = folder;
  }

  /**
   * One attempt.
   *
   * @param machine its id; empty before Fly has answered, and of attempts that watch
   * @param watches whether it only watches
   */
  record Entry(String app, String machine, boolean watches, Instant startedAt) {
    Entry with(String id) {
      return new Entry(app, id, watches, startedAt);
    }
  }

  void write(AttemptId attempt, Entry entry) throws IOException {
    Path file = file(attempt);
    Path half = file.resolveSibling(file.getFileName() + ".new");
    String json =
        JSON.createObjectNode()
            .put("app", entry.app())
            .put("machine", entry.machine())
            .put("watches", entry.watches())
            .put("started_at", entry.startedAt().toString())
            .toString();
    Files.writeString(half, json);
    Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Empty too for a file that a crash of the whole host left broken. */
  Optional<Entry> read(AttemptId attempt) throws IOException {
    Path file = file(attempt);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(Files.readString(file));
      return Optional.of(
          new Entry(
              json.path("app").asString(),
              json.path("machine").asString(),
              json.path("watches").asBoolean(),
              Instant.parse(json.path("started_at").asString())));
    } catch (JacksonException | DateTimeException broken) {
      return Optional.empty();
    }
  }

  void remove(AttemptId attempt) throws IOException {
    Files.deleteIfExists(file(attempt));
  }

  private Path file(AttemptId attempt) {
    return folder.resolve(attempt + ".json");
  }
}
