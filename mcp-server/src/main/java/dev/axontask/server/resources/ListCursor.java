package dev.axontask.server.resources;

import dev.axontask.engine.TaskId;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Where a page of the list ended, as one opaque word. Not a credential: it only says which of the
 * caller's own tasks come next.
 */
record ListCursor(TaskId last) {
  private static final String PREFIX = "axl1_";
  private static final int BYTES = 16;

  String text() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putLong(last.value().getMostSignificantBits());
    bytes.putLong(last.value().getLeastSignificantBits());
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** Reads a word; empty if it is none of ours. */
  static Optional<ListCursor> parse(String text) {
    if (!text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      return bytes.length == BYTES
          ? Optional.of(new ListCursor(new TaskId(new UUID(buffer.getLong(), buffer.getLong()))))
          : Optional.empty();
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
  }
}
