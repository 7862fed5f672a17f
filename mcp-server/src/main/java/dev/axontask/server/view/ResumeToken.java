package dev.axontask.server.view;

import dev.axontask.engine.TaskId;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * A task and a position in its log, as one opaque word. Not a credential: whoever uses it needs the
 * right to the task.
 *
 * @param seq the highest sequence that the holder has seen
 */
public record ResumeToken(TaskId task, long seq) {
  private static final String PREFIX = "axr1_";
  private static final int BYTES = 24;

  /** The word. */
  public String text() {
    ByteBuffer bytes = ByteBuffer.allocate(BYTES);
    bytes.putLong(task.value().getMostSignificantBits());
    bytes.putLong(task.value().getLeastSignificantBits());
    bytes.putLong(seq);
    return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
  }

  /** Reads a word; empty if it is none of ours. */
  public static Optional<ResumeToken> parse(String text) {
    if (!text.startsWith(PREFIX)) {
      return Optional.empty();
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(text.substring(PREFIX.length()));
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      return bytes.length == BYTES
          ? Optional.of(
                  new ResumeToken(
                      new TaskId(new UUID(buffer.getLong(), buffer.getLong())), buffer.getLong()))
              .filter(token -> token.seq() >= 0)
          : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
